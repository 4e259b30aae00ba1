"""Run the notebooks and keep their files small and stable, so that the same cells always give the same bytes.

    python tools/notebooks.py run [files]      execute in a clean kernel, normalise, write
    python tools/notebooks.py clean [files]    normalise without executing
    python tools/notebooks.py check [files]    fail when a file is not as `run` leaves it; says which command mends it

Without files: every notebook of lessons/ and solutions/.  A folder stands for the notebooks in it.

A notebook is executed in its own folder, by the interpreter that runs this tool, and is written whole or not at all:
when a cell fails, the file stays as it was.  Normalised means: readable and unique cell ids (those that are there are
kept), only the metadata that somebody wrote on purpose, no widget state, pictures without a note on how they were made
and without the HTML that shows them while a kernel runs.
"""

from __future__ import annotations

import argparse
import base64
import difflib
import json
import os
import re
import shutil
import sys
import tempfile
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import nbformat
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from traitlets import default

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("lessons", "solutions")  # exercises/ is made from solutions/ by tools/exercises.py
CELL_TIMEOUT = 120  # seconds, as in pyproject.toml
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
QUIET = {"BPCOURSE_PROGRESS": "off", "BPLIB_FIGURES": "plain"}  # a run writes no progress and stores no HTML of figures
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
RANDOM_ID = re.compile(r"[0-9a-f]{8,32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")  # as editors make them
ABSOLUTE_PATH = re.compile(
    r"(?<![\w.:/])/(?:home|root|Users|tmp|var|usr|opt|private|mnt)/[^\s'\"<>]+"  # but not the middle of a web address
    r"|\b[A-Z]:\\\w[^\s'\"<>]*"
)
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_NOTES = {b"tEXt", b"zTXt", b"iTXt", b"tIME", b"eXIf"}


class NotANotebook(ValueError):
    """The text is not a notebook of format 4."""


class CellFailed(Exception):
    """A cell did not run to its end; the message names it and holds the traceback."""


# --- from text to notebook and back


def parse(text: str) -> NotebookNode:
    """Return the notebook that the text holds, or raise NotANotebook."""
    try:
        major = json.loads(text)["nbformat"]
    except (ValueError, KeyError, TypeError) as error:
        raise NotANotebook(f"not a notebook: {error!r}") from None
    if major != 4:
        raise NotANotebook(f"must be of notebook format 4, got {major}")
    return nbformat.v4.reads(text)


def to_text(notebook: NotebookNode) -> str:
    """Return the one text that stands for a notebook: sorted keys, indented by 1, with a newline at the end."""
    return nbformat.v4.writes(notebook, indent=1, sort_keys=True, ensure_ascii=False).rstrip("\n") + "\n"


def read(path: Path) -> str:
    """Return the text of a file with its line ends as they are."""
    return path.read_bytes().decode("utf-8")


def write(path: Path, text: str) -> None:
    """Write the file whole or not at all, and only when that changes it: first a temporary file, then a rename."""
    if path.exists() and read(path) == text:
        return
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        if path.exists():
            shutil.copymode(path, temporary)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


# --- normalising


def normalise(notebook: NotebookNode) -> None:
    """Remove from a notebook, in place, whatever changes without anybody having meant it."""
    notebook.nbformat_minor = 5
    kept = {key: notebook.metadata[key] for key in ("bpcourse",) if key in notebook.metadata}  # an exercise's version
    notebook.metadata = nbformat.from_dict({**METADATA, **kept})
    name_cells(notebook.cells)
    for cell in notebook.cells:
        cell.metadata = kept_metadata(cell.metadata)
        if cell.cell_type == "code":
            normalise_code(cell)


def normalised(text: str) -> str:
    """Return the text of a notebook as it should be stored; nothing is executed."""
    notebook = parse(text)
    normalise(notebook)
    return to_text(notebook)


def kept_metadata(metadata: dict) -> NotebookNode:
    """Return the part of a cell's metadata that somebody wrote on purpose: tags, nbgrader, what is folded."""
    kept = {key: metadata[key] for key in ("tags", "nbgrader") if metadata.get(key)}
    folded = [key for key in ("outputs_hidden", "source_hidden") if metadata.get("jupyter", {}).get(key)]
    if folded:
        kept["jupyter"] = dict.fromkeys(folded, True)
    return nbformat.from_dict(kept)


def name_cells(cells: list[NotebookNode]) -> None:
    """Keep the first of every readable id; give all other cells one made from their first line."""
    taken: set[str] = set()
    nameless = []
    for cell in cells:
        if is_readable(cell.get("id", "")) and cell.id not in taken:
            taken.add(cell.id)
        else:
            nameless.append(cell)
    for cell in nameless:
        cell.id = free_name(slug(cell.source) or cell.cell_type, taken)
        taken.add(cell.id)


def is_readable(name: str) -> bool:
    """Return whether a cell id is valid and does not look random."""
    return bool(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", name)) and not RANDOM_ID.fullmatch(name)


def slug(source: str) -> str:
    """Return the first line in small letters, digits and hyphens, at most 40 of them, cut between words."""
    first = source.strip().partition("\n")[0]
    ascii_only = unicodedata.normalize("NFKD", first).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", ascii_only)
    while len("-".join(words)) > 40 and len(words) > 1:
        words.pop()
    return "-".join(words)[:40]


def free_name(name: str, taken: set[str]) -> str:
    """Return the name, or name-2, name-3, ... when it is taken."""
    if not is_readable(name):
        name = f"cell-{name}"
    number, candidate = 1, name
    while candidate in taken:
        number += 1
        candidate = f"{name}-{number}"
    return candidate


def normalise_code(cell: NotebookNode) -> None:
    """Normalise the outputs of a code cell; a cell without code has neither outputs nor a number."""
    if not cell.source.strip():
        cell.outputs, cell.execution_count = [], None
    cell.outputs = joined_streams(output for output in cell.outputs if normalise_output(output, cell.execution_count))


def normalise_output(output: NotebookNode, execution_count: int | None) -> bool:
    """Normalise one output in place; return whether anything of it is left."""
    if output.output_type == "execute_result":
        output.execution_count = execution_count
    data = output.get("data")
    if data is None:
        return True
    data.pop(WIDGET_VIEW, None)
    output.metadata.pop(WIDGET_VIEW, None)
    if "image/png" in data:
        data.pop("text/html", None)  # a picture as it is shown while a kernel runs
        png = base64.b64decode(data["image/png"])
        data["image/png"] = base64.b64encode(png_without_notes(png)).decode("ascii")
    return bool(data)


def joined_streams(outputs: Iterable[NotebookNode]) -> list[NotebookNode]:
    """Join neighbouring pieces of one stream: how a kernel cuts its output into pieces is chance."""
    joined: list[NotebookNode] = []
    for output in outputs:
        if joined and output.output_type == joined[-1].output_type == "stream" and output.name == joined[-1].name:
            joined[-1].text += output.text
        else:
            joined.append(output)
    return joined


def png_without_notes(png: bytes) -> bytes:
    """Return a PNG without its notes on program, version and time; every pixel stays.

    A chunk is the length of its data in 4 bytes, its type in 4, its data, and a checksum in 4.
    """
    if not png.startswith(PNG_SIGNATURE):
        raise ValueError(f"a PNG must start with {PNG_SIGNATURE!r}, got {png[:8]!r}")
    kept, start = [PNG_SIGNATURE], len(PNG_SIGNATURE)
    while start < len(png):
        end = start + 12 + int.from_bytes(png[start : start + 4], "big")
        if png[start + 4 : start + 8] not in PNG_NOTES:
            kept.append(png[start:end])
        start = end
    return b"".join(kept)


# --- executing


class KernelOfThisInterpreter(AsyncKernelManager):
    """Starts a kernel with the interpreter that runs this tool, whatever kernels are installed."""

    @default("kernel_spec_manager")
    def _only_the_native_kernel(self) -> KernelSpecManager:
        return KernelSpecManager(kernel_dirs=[])


def execute(notebook: NotebookNode, folder: Path) -> None:
    """Run all cells, in place, in a clean kernel that works in the folder and reads no personal IPython settings.

    Raises CellFailed at the first cell that fails or takes longer than CELL_TIMEOUT.
    """
    started = []
    client = NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT,
        kernel_name="python3",
        kernel_manager_class=KernelOfThisInterpreter,
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        extra_arguments=["--log-level=ERROR"],
        on_cell_start=lambda cell, cell_index: started.append(name_of(cell_index, cell)),
    )
    with tempfile.TemporaryDirectory() as settings:
        env = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
        try:
            client.execute(env={**env, "IPYTHONDIR": settings, **QUIET})
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            raise CellFailed(f"{started[-1]} failed\n{without_colours(str(error))}") from None


# --- the three commands: each returns what is wrong with one file


def run(path: Path) -> list[str]:
    """Execute, normalise and write a notebook; when a cell fails, say which and leave the file alone."""
    notebook = parse(read(path))
    normalise(notebook)
    try:
        execute(notebook, path.resolve().parent)
    except CellFailed as error:
        return [f"{error}\nthe file is unchanged"]
    normalise(notebook)
    write(path, to_text(notebook))
    return problems(notebook)


def clean(path: Path) -> list[str]:
    """Normalise and write a notebook without executing it."""
    write(path, normalised(read(path)))
    return []


def check(path: Path) -> list[str]:
    """Return what keeps a notebook from being as ``run`` leaves it, and the command that mends it."""
    stored = read(path)
    notebook = parse(stored)
    found, command = problems(notebook), "run"
    if not found and normalised(stored) != stored:
        found, command = [f"is not normalised:\n{first_difference(stored, normalised(stored))}"], "clean"
    return found and [*found, f"mend it with: python tools/notebooks.py {command} {shown(path)}"]


def problems(notebook: NotebookNode) -> list[str]:
    """Return what normalising cannot mend: cells not run in order from a clean kernel, errors, paths of one machine."""
    code = [(name_of(i, cell), cell) for i, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    code = [(name, cell) for name, cell in code if cell.source.strip()]
    found = [f"{name} has not been run" for name, cell in code if cell.execution_count is None]
    counts = [cell.execution_count for _, cell in code]
    if not found and counts != list(range(1, len(counts) + 1)):
        found.append(f"cells were not run in order in a clean kernel: execution counts {counts}")
    for name, cell in code:
        found += [f"{name} {problem}" for output in cell.outputs for problem in output_problems(output)]
    return found


def output_problems(output: NotebookNode) -> list[str]:
    """Return what is wrong with one output: it is an error, or it shows an absolute path."""
    if output.output_type == "error":
        return [f"shows an error: {output.ename}: {output.evalue}"]
    data = {"text": output.text} if "text" in output else output.get("data", {})
    texts = [str(value) for kind, value in data.items() if not kind.startswith("image/")]
    paths = [match.group() for text in texts for match in ABSOLUTE_PATH.finditer(text)]
    paths += [str(ROOT) for text in texts if str(ROOT) in text]
    return [f"shows an absolute path: {path}" for path in paths[:1]]


def name_of(position: int, cell: NotebookNode) -> str:
    """Return how messages name a cell: its position, counted from 1, and its id."""
    return f"cell {position + 1} ({cell.get('id', 'no id')})"


def first_difference(stored: str, wanted: str) -> str:
    """Return the first few lines that differ, shortened."""
    lines = difflib.unified_diff(stored.splitlines(), wanted.splitlines(), "stored", "wanted", n=0, lineterm="")
    changed = [line[:100] for line in lines if line[0] in "+-" and line[:3] not in ("+++", "---")]
    return "\n".join(f"    {line}" for line in changed[:6]) or "    line ends or the end of the file differ"


def without_colours(text: str) -> str:
    """Return the text without the escape codes for colours in a terminal."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def shown(path: Path) -> str:
    """Return the path as seen from the top of the checkout, where it lies inside."""
    path = path.resolve()
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def notebooks(names: Iterable[str] = ()) -> list[Path]:
    """Return the named notebooks and those in the named folders; without names, all of the course."""
    paths = [Path(name) for name in names] or [ROOT / name for name in FOLDERS if (ROOT / name).is_dir()]
    return [file for path in paths for file in (sorted(path.glob("*.ipynb")) if path.is_dir() else [path])]


def main(arguments: list[str] | None = None) -> int:
    """Do one of the three commands to every file and return the exit code: 0 when all is well, 1 when not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["run", "clean", "check"])
    parser.add_argument("files", nargs="*", help="notebooks or folders; default: the whole course")
    options = parser.parse_args(arguments)
    command = {"run": run, "clean": clean, "check": check}[options.command]
    failed = False
    for path in notebooks(options.files):
        try:
            found = command(path)
        except (OSError, ValueError) as error:
            found = [str(error)]
        failed = failed or bool(found)
        for problem in found:
            print(f"{shown(path)}: {problem}", file=sys.stderr)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
