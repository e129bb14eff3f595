"""Writes: one use case, one plain function, one transaction."""
