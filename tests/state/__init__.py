"""Tests of State classes."""
