"""The sample workspace of `make run`: believable mail through the real pipeline."""
