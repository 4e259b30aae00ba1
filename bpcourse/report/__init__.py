"""The report of a class: marks, feedback, what went wrong and how often, and what a learning platform takes back.

It is made from the folder of results alone, and each result file is read once: ``gathering`` reads a record, sets the
instructor's marks in it (``overrides``), writes its page (``feedback``), and keeps the few numbers that the
rest needs (``hand_ins``).  From these follow whose hand-ins they are (``roster``, ``matching``, ``persons``), the
numbers of the class (``statistics``, ``mistakes``), hand-ins that are nearly alike (``likeness``), the two pages
(``class_page`` without names, ``names_page`` with them), and the tables and zip files (``tables``, ``platforms``).
``whole.write_report`` does all of it; ``arguments`` and ``commands`` are the side of the command line.
"""
