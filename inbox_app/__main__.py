"""Makes ``python -m inbox_app`` the command line."""

from inbox_app.cli import app

app()
