"""The settings: one State for each of their sections."""
