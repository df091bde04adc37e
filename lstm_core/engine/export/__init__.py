"""A trained network as a portable program (`program.py`), and the files that are written from it."""
