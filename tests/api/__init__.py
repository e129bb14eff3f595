"""Tests of the HTTP that is not the interface."""
