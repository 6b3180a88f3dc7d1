"""Weak labels: cue rules from YAML, votes, label models."""
