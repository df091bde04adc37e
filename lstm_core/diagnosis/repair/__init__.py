"""From a diagnosis to a repair that can be started. No torch."""
