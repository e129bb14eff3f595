"""Channels: how messages come in from the world and go out to it."""
