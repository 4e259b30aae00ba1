"""``python -m bplib.grading``: the command line of the course."""

from bplib.grading.command import main

if __name__ == "__main__":
    raise SystemExit(main())
