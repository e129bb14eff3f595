"""A team inbox that a small company hosts itself, as one Python process."""
