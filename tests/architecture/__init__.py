"""Tests of the rules that hold the whole together."""
