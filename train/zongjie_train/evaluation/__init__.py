"""Scores of the model and of baselines: rows, figures, tables, pictures."""
