"""The channels, against real servers on loopback."""
