"""What a kernel sees, read-only: the system, the interpreter, the libraries, bplib; of bpcourse ``sandboxed`` alone.

For bubblewrap this is a list of options, for a kernel with a home on the disk a home with what it needs, and for
Landlock the lists of what may be read, listed and changed.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np

import bplib

BPCOURSE = Path(__file__).resolve().parents[1]
BPLIB = Path(bplib.__file__).resolve().parent
ROOM = BPCOURSE / "sandboxed"  # what a submission sees in the place of bpcourse
HOME = Path("/home/student")
IN_MEMORY = (Path("/tmp"), HOME, Path("/dev/shm"))  # where a notebook in bubblewrap may write
DEVICES = ("null", "zero", "full", "random", "urandom")
SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/etc/ld.so.cache", "/etc/fonts", "/etc/localtime", "/nix/store")


def options_for_bubblewrap(disk: int) -> list[str]:
    """Return bwrap's options for what is seen: the system, the interpreter, bplib, and the folder ``sandboxed``."""
    prefixes = {Path(sys.prefix), Path(sys.base_prefix), Path(sys.exec_prefix)} - {Path("/usr")}
    parts = [prefix / part for prefix in sorted(prefixes) for part in ("bin", "lib", "lib64", "pyvenv.cfg")]
    seen = [path for path in [*parts, *libraries(), BPLIB] if path.exists()]
    fonts = [(path, HOME / ".matplotlib" / path.name) for path in _font_lists()]
    size = ["--perms", "1777", "--size", str(disk), "--tmpfs"]
    options = [part for path in SYSTEM for part in ("--ro-bind-try", path, path)]
    options += ["--proc", "/proc", "--dev", "/dev", *(part for place in IN_MEMORY for part in (*size, str(place)))]
    options += _folders([*seen, *_courses(), HOME / ".matplotlib" / "fonts"])
    options += [part for path in seen for part in ("--ro-bind", str(path), str(path))]
    others = [*((ROOM, place) for place in _courses()), *fonts]
    options += [part for source, place in others for part in ("--ro-bind", str(source), str(place))]
    options += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", str(HOME)]
    return options + [part for item in environment(HOME).items() for part in ("--setenv", *item)]


def _folders(paths: list[Path]) -> list[str]:
    """Return the options that make the folders above some paths, open to the user that runs the submission."""
    above = {folder for path in paths for folder in path.parents} - {Path("/"), Path("/tmp"), HOME, HOME.parent}
    system = tuple(Path(path) for path in ("/usr", "/lib", "/bin", "/nix/store"))
    above = {folder for folder in above if not any(folder.is_relative_to(place) for place in system)}
    return [part for folder in sorted(above) for part in ("--perms", _mode(folder), "--dir", str(folder))]


def _mode(folder: Path) -> str:
    return "0777" if folder.is_relative_to(HOME) else "0755"


def places(home: Path) -> dict[str, list[str]]:
    """Return what a notebook may read, list and write where Landlock keeps it within: nothing else of the course."""
    prefixes = {Path(sys.prefix), Path(sys.base_prefix), Path(sys.exec_prefix)} - {Path("/usr")}
    parts = [prefix / part for prefix in sorted(prefixes) for part in ("bin", "lib", "lib64", "pyvenv.cfg")]
    seen = [*map(Path, SYSTEM), *parts, *libraries(), Path("/proc"), *(Path("/dev") / name for name in DEVICES)]
    hidden = [*_courses(), *([BPCOURSE.parent] if (BPCOURSE.parent / "exercises").is_dir() else [])]
    read, listed = [BPLIB, ROOM], []
    waiting = [path for path in seen if path.exists()]
    while waiting:
        path = waiting.pop()
        if not any(place.is_relative_to(path) for place in hidden):
            read.append(path)
        elif path not in hidden and path.is_dir() and not path.is_symlink():
            listed.append(path)
            waiting += path.iterdir()
    writable = [home, Path("/dev/null")]
    return {"read": [*map(str, read)], "listed": [*map(str, listed)], "write": [*map(str, writable)]}


def _courses() -> list[Path]:
    """Return the folders where bpcourse lies: it may also be installed, and this one be run from a checkout."""
    found = {Path(entry).resolve() / "bpcourse" for entry in sys.path}
    return sorted({BPCOURSE, *(place for place in found if (place / "__init__.py").is_file())})


def libraries() -> list[Path]:
    """Return the folders of libraries that lie outside of the interpreter's prefix."""
    folder = Path(np.__file__).resolve().parents[1]
    return [] if any(folder.is_relative_to(place) for place in (sys.prefix, sys.base_prefix)) else [folder]


def _font_lists() -> list[Path]:
    """Return Matplotlib's lists of the fonts on this machine: making one takes seconds."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "matplotlib"
    return sorted(Path(os.environ.get("MPLCONFIGDIR") or cache).glob("fontlist-*.json"))


def list_fonts() -> None:
    """Let Matplotlib list the fonts once, where it is installed and has not: each notebook that draws would do it."""
    if not _font_lists() and importlib.util.find_spec("matplotlib"):
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([sys.executable, "-c", "import matplotlib.font_manager"], check=False, **quiet)


def furnish(home: Path) -> Path:
    """Put what a kernel needs into its home; return where it finds ``sandboxed`` by the name of bpcourse."""
    _copy_fonts(home)
    course = home / ".course"
    course.mkdir()
    (course / "bplib").symlink_to(BPLIB)
    (course / "bpcourse").symlink_to(ROOM)
    return course / "bpcourse"


def _copy_fonts(home: Path) -> None:
    (home / ".matplotlib").mkdir(exist_ok=True)
    for path in _font_lists():
        shutil.copy(path, home / ".matplotlib")
        (home / ".matplotlib" / path.name).chmod(0o644)
    (home / ".matplotlib").chmod(0o777)


def walls(home: Path, found: dict[str, list[str]]) -> str:
    """Write down for the kernel what it may see, and return the file."""
    path = home / ".course" / "walls.json"
    path.write_text(json.dumps(found), encoding="utf-8")
    path.chmod(0o644)
    return str(path)


def environment(home: Path) -> dict[str, str]:
    """Return the variables that a kernel gets: none of the grader's own."""
    one_thread = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    places = {
        "HOME": str(home),
        "TMPDIR": "/tmp" if home == HOME else str(home),
        "MPLCONFIGDIR": str(home / ".matplotlib"),
    }
    return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "MPLBACKEND": "Agg", **places, **one_thread}
