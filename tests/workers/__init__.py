"""The loops that carry mail, against real servers."""
