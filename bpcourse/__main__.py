"""``python -m bpcourse``: the command line of the course."""

from bpcourse.command import main

if __name__ == "__main__":
    raise SystemExit(main())
