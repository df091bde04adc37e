"""The built-in guide: answers and proposes runs without a network, through the same interface as a chat model."""

from assistant.guide.guide import Guide

__all__ = ["Guide"]
