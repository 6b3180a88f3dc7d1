"""What an archive costs to label, and what is left of it where the command is killed."""
