"""Smaller and faster networks of a trained one: methods, files, and what a file costs."""
