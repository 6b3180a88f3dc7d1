"""Reports for training: files to a corpus with splits."""
