"""Benchmarks of what a user runs, on invented data. They need no torch."""
