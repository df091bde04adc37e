"""Training: the loop, its checkpoints, schedules and hardware."""
