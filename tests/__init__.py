"""Tests of the team inbox, against real servers on loopback."""
