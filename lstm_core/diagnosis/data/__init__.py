"""What a task's data says by itself: one module per task."""
