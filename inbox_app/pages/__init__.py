"""Route and layout of each page; nothing else."""
