"""What a tool tells of a training."""

from assistant.tools.run_summaries import describe, line

__all__ = ["describe", "line"]
