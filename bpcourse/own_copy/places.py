"""Which folder is meant, and which notebook, by the words of a command line."""

from __future__ import annotations

from pathlib import Path

from bpcourse import material
from bpcourse.own_copy import copying
from bpcourse.progress import DEFAULT, is_named, progress_file
from bpcourse.refusal import Refused

IN_A_CLONE, ELSEWHERE = "my-course", "backpropagation-course"


def copy_around(here: Path) -> Path | None:
    """Return the copy that a folder is, or lies in; None if there is none."""
    return next((folder for folder in (here, *here.parents) if copying.is_copy(folder)), None)


def usual_place() -> Path:
    """Return where a copy is made if nobody says where: in a clone a folder that git ignores."""
    top = material.clone()
    return top / IN_A_CLONE if top else Path.cwd() / ELSEWHERE


def copy_meant() -> Path:
    """Return the copy that a command without a folder means: the one around, else the usual place."""
    return copy_around(Path.cwd()) or usual_place()


def copy_there() -> Path:
    """Return the same; raises Refused if no copy has been made yet."""
    folder = copy_meant()
    if not copying.is_copy(folder):
        raise Refused(f"There is no copy of the course here yet ({folder}). Make one: bpcourse start")
    return folder


def progress_meant() -> Path | None:
    """Return the file of the points of the copy that is meant, else that of the folder; None if none is kept."""
    of_copy = copy_meant() / "exercises" / DEFAULT
    return of_copy if of_copy.is_file() and not is_named() else progress_file()


def named(words: str, folder: Path) -> str:
    """Return which notebook of a copy is meant: "exercises/03", "03", "05a", "03_delta_equations.ipynb".

    Where a lesson and an exercise have the same number, the one that was edited is meant; raises Refused if that, or
    the name, leaves a doubt.
    """
    found = _fitting(words)
    edited = [name for name in found if name in copying.edited(folder)]
    if len(found) == 1:
        return found[0]
    if len(edited) == 1:
        return edited[0]
    which = ", ".join(edited or found)
    if found:
        raise Refused(f"{words!r} may be {which}: name one of them.")
    raise Refused(f"There is no notebook {words!r}. There are: {', '.join(material.notebooks())}.")


def _fitting(words: str) -> list[str]:
    folder, _, wanted = words.replace("\\", "/").removesuffix(".ipynb").rpartition("/")
    wanted = wanted.zfill(3 if wanted[-1:].isalpha() else 2) if wanted[:1].isdigit() and "_" not in wanted else wanted
    names = [name for name in material.notebooks() if not folder or name.startswith(folder.rpartition("/")[2] + "/")]
    return [name for name in names if _stem(name) == wanted or _stem(name).partition("_")[0] == wanted]


def _stem(name: str) -> str:
    return name.rpartition("/")[2].removesuffix(".ipynb")
