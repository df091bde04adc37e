"""What looks into a training or a network without changing it."""
