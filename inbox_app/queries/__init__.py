"""Reads: SQL in, viewmodels out; nothing here writes."""
