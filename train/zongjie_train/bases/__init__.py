"""Encoders to begin from where no hub is reached."""
