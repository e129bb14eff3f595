"""Builders of what tests need, with valid defaults and no randomness."""
