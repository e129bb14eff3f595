"""Loops that wait, call one service, back off and stop cleanly."""
