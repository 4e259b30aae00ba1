"""The command ``bpcourse grade``: its options, the line at the start, the progress, what could not be graded."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from bpcourse.refusal import Refused
from bpcourse.terminal import in_a_line, say

MOST_LISTED = 20  # files that are not graded, on the screen
ABOUT = """Grades every notebook in a folder and the folders in it. Results are kept: interrupt it, run it again,
and it goes on where it stopped; run it again later, and only notebooks that are new or have changed are graded."""
PROMISES = """where a notebook runs (each result says which it was):
  bubblewrap  Linux with the program bwrap. Sees the interpreter, the libraries and bplib, nothing else of the disk;
              no network, no other process. Also as an ordinary user, where the system allows user namespaces.
  user        root on Linux without bubblewrap, in a container: a user of its own for each notebook. Landlock (Linux
              5.13 or newer) lets it read no more of the disk than bubblewrap shows, and write its own folder only;
              where there is no Landlock, it refuses while others can read the exercises or solutions.
              Not promised: that it reaches no network and sees no other process.
  unsafe      no sandbox, with --unsafe only: a notebook can do whatever you can.
  Windows, macOS: not here; use a container or a virtual machine with Linux.

In all of them computing time, memory, files and processes are limited. Not promised: an escape from the kernel of the
operating system; memory that several processes share is not counted twice, and may be missed.
"""


def add_options(commands) -> None:
    """Add the command to a parser."""
    raw = argparse.RawDescriptionHelpFormatter
    words = {"usage": "bpcourse grade FOLDER [options]", "description": ABOUT, "epilog": PROMISES}
    command = commands.add_parser("grade", help="grade a folder of notebooks", formatter_class=raw, **words)
    command.add_argument("folder", type=Path, metavar="FOLDER", help="the notebooks, as they were handed in")
    command.add_argument("--exercise", metavar="03", help="which exercise; without it, what the notebooks look like")
    command.add_argument("--results", type=Path, metavar="DIR", help="where the results go; without it, FOLDER-results")
    command.add_argument("--workers", type=_number(1, 1000), metavar="N", help="how many at a time (all cores)")
    words = "seconds for a notebook (70); those for a cell (20) and for a call of a function (10) grow in proportion"
    command.add_argument("--time", type=_number(5, 86400), metavar="SECONDS", help=words)
    words = "memory for a notebook, in megabytes (3072)"
    command.add_argument("--memory", type=_number(512, 10**6), metavar="MB", help=words)
    where = os.environ.get("BPCOURSE_EXECUTOR") or os.environ.get("BPLIB_EXECUTOR") or "local"  # the older name
    words = "local, or a scheduler of Dask: dask://HOST:PORT (also in the environment as BPCOURSE_EXECUTOR)"
    command.add_argument("--executor", default=where, metavar="WHERE", help=words)
    words = "grade without a sandbox where none works: notebooks can then read, change and delete your files"
    command.add_argument("--unsafe", action="store_true", help=words)
    words = "grade again what has a result: all tasks, or the tasks that are named (03.2,03.5)"
    command.add_argument("--regrade", nargs="*", metavar="TASK", help=words)
    command.add_argument("--seed", help="of the random inputs; without it a secret one, kept in the results")


def _number(least: int, most: int):
    def number(text: str) -> int:
        if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
            raise argparse.ArgumentTypeError(f"a number from {least} to {most} was expected, got {text!r}")
        return int(text)

    return number


def grade(options) -> Path:
    """Grade a folder and show the progress; return where the results are."""
    if os.name == "nt":
        raise Refused("bpcourse grade needs Linux: its sandboxes are those of Linux. Use a container or WSL.")
    from bpcourse.runner import executors, sandbox, store

    listing, place = _listing(options), _exercise(options)
    regrade = tasks_of(options.regrade, place)
    results = options.results or Path(f"{options.folder.resolve()}-results")
    if regrade is not None and not (results / "run.json").exists():
        raise Refused(f"There is nothing to grade again: {results} holds no results. Say where they are: --results DIR")
    if results.resolve().is_relative_to(options.folder.resolve()):
        raise Refused("The results must not lie in the folder of submissions: choose another with --results.")
    try:
        with ExitStack() as stack:
            _grade(options, place, store.Store(results), listing, regrade, stack)
    except (sandbox.NoSandbox, executors.NoExecutor, store.WrongResults) as problem:
        raise Refused(str(problem)) from None
    return results


def cannot_write(error: OSError, place: Path) -> Refused:
    """Return what is said when the disk is full, the results are read-only or gone."""
    why = f"{error.filename or place}: {error.strerror or error}"
    return Refused(f"This could not be written or read: {why}. What was graded is kept; the same command goes on.")


def _grade(options, place, store, listing, regrade, stack: ExitStack) -> None:
    from bpcourse.runner import batch, choice, sandbox

    crew, box = _crew(options, stack)
    limits = sandbox.Limits().with_time(options.time or sandbox.Limits().wall)
    limits = limits._replace(memory=options.memory * 2**20) if options.memory else limits
    try:
        stack.enter_context(store.alone())
        seed = store.begin(place.exercise().name, options.seed)
        _say_what_is_there(options, place, store, listing, f"sandbox {box}, {crew.width} at a time, seed {seed}")
        ticket = "" if regrade is None else store.ticket(regrade)
        plan = batch.Plan(options.folder, place, store, seed, box, limits, regrade, ticket)
        if options.executor == "local":
            plan = plan._replace(check=lambda: choice.problem_with(box))
        _show_progress(batch.grade_folder(plan, crew))
        store.end_ticket()
    except OSError as error:
        raise cannot_write(error, store.folder) from None


def _crew(options, stack: ExitStack):
    """Return who does the work, and in which sandbox."""
    from bpcourse.runner import choice, executors

    if options.executor == "local":
        private = (options.folder, options.results or options.folder)
        return executors.local(options.workers or os.cpu_count() or 1), choice.choose(options.unsafe, private)
    if not options.executor.startswith("dask://"):
        raise executors.NoExecutor(f"--executor must be local or dask://HOST:PORT, got {options.executor!r}.")
    from bpcourse.runner.cluster import Cluster

    cluster = stack.enter_context(Cluster(options.executor.removeprefix("dask://"), options.unsafe))
    for address, why in cluster.examined.others.items():
        say(f"The worker {address} gets no work: {why}")
    return cluster.crew, cluster.examined.sandbox


def _show_progress(steps) -> None:
    from tqdm import tqdm

    with tqdm(unit=" notebooks", dynamic_ncols=True) as bar:
        for step in steps:
            bar.total, bar.n = step.total, step.done
            bar.refresh()
            if step.record["state"] != "graded" or step.record["retry"]:
                bar.write(in_a_line(f"{step.record['submission']}: {' '.join(step.record['notes'])}"), file=sys.stderr)


# --- what is there


def _listing(options):
    """Return what is in the folder; raises Refused when there is no notebook."""
    from bpcourse.runner.submissions import look_through

    if not options.folder.is_dir():
        raise Refused(f"{options.folder} is not a folder.")
    listing = look_through(options.folder)
    if not listing.notebooks:
        what = f": {_lines(listing.left_out)}" if listing.left_out else "; it is empty."
        raise Refused(f"There is no notebook in {options.folder}{what}")
    return listing


def _lines(left_out: list[tuple[str, str]]) -> str:
    lines = [f"\n  {in_a_line(name)}: {why}" for name, why in left_out[:MOST_LISTED]]
    more = len(left_out) - MOST_LISTED
    return "".join([*lines, f"\n  and {more} more" if more > 0 else ""])


def _say_what_is_there(options, place, store, listing, how: str) -> None:
    """Say what is graded and how, and what is not; all of that is in ``found.json``, too."""
    from bpcourse.runner.store import write_json

    counts = {"notebooks": len(listing.notebooks), "files": listing.files, "folders": listing.folders}
    write_json(store.folder / "found.json", {**counts, "left_out": listing.left_out})
    words = "{notebooks} notebooks among {files} files, {folders} folders".format(**counts)
    say(f"{place.exercise().name}: {words} in {options.folder}; {how}.")
    if listing.left_out:
        say(f"Not graded:{_lines(listing.left_out)}")


def tasks_of(regrade: list[str] | None, place) -> tuple[str, ...] | None:
    """Return the ids of tasks as they were typed: "3.5", "03.5,03.6"; () for all, None for no second grading."""
    if regrade is None:
        return None
    known = {task.id for task in place.exercise().tasks}
    typed = [word for words in regrade for word in re.split(r"[,;\s]+", words) if word]
    tasks = [re.sub(r"^\d(?=\.)", r"0\g<0>", word) for word in typed]
    if unknown := set(tasks) - known:
        raise Refused(f"There is no task {', '.join(sorted(unknown))}. There are: {', '.join(sorted(known))}.")
    return tuple(sorted(set(tasks)))


def _exercise(options):
    """Return the exercise that was named, or the one that the notebooks speak of most."""
    from bpcourse.exercises import EXERCISES
    from bpcourse.runner.grade import Place
    from bpcourse.runner.submissions import find_submissions, read_file

    if options.exercise:
        wanted = options.exercise.split("_")[0].zfill(2)
        if wanted not in EXERCISES:
            raise Refused(f"There is no exercise {options.exercise!r}. There are: {', '.join(sorted(EXERCISES))}.")
        return Place(wanted)
    votes = Counter()
    for submission in find_submissions(options.folder, ""):
        votes.update(_vote(submission.file, read_file(options.folder / submission.file)[0], EXERCISES))
    if not votes:
        raise Refused("No notebook says which exercise it is. Say it: --exercise 03")
    return Place(max(sorted(votes), key=votes.get))


def _vote(file: str, content: bytes, exercises) -> list[str]:
    """Return the number of the exercise that a notebook speaks of most, [] if of none: nobody has two votes."""
    counts = Counter()
    for number, exercise in exercises.items():
        calls = len(re.findall(rb"check\(\s*\\?[\"']" + re.escape(number).encode() + rb"\.", content))
        counts[number] = calls + 10 * (exercise.name in file)
    return [number for number, count in counts.most_common(1) if count]
