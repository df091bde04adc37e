"""The built-in recordings: digits.zip, and `make.py`, the script that made it."""
