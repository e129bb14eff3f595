"""Reflex State classes: one flat class for each region of the screen."""
