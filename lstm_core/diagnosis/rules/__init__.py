"""The rules of the table, a file per family."""
