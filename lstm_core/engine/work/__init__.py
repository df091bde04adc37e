"""The work of each kind of run: what a worker does when its turn has come."""
