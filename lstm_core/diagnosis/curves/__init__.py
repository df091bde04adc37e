"""The curves of a training as arrays, and what they say."""
