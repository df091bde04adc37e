"""What goes wrong inside a training, told from what was measured: evidence, rules, findings. No torch."""
