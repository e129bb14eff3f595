"""Loops: wait, call one service, back off, stop cleanly."""
