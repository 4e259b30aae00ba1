"""For every test and every notebook that is run by one: no progress file is written."""

import os

os.environ["BPLIB_PROGRESS"] = "off"
