"""The command line: ``python -m inbox_app COMMAND``."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    help="A self-hosted team inbox.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Port = Annotated[int | None, typer.Option(help="Port to listen on.")]
Host = Annotated[str | None, typer.Option(help="Address to listen on.")]


@app.command()
def run(host: Host = None, port: Port = None) -> None:
    """Try it: serve with a sample workspace and a mail listener of its own."""
    _serve(host=host, port=port, demo=True)


@app.command()
def serve(host: Host = None, port: Port = None) -> None:
    """Serve for real, as the INBOX_* settings say."""
    _serve(host=host, port=port, demo=None)


@app.command()
def parse(
    files: Annotated[list[Path], typer.Argument(help="Mails, as raw bytes.")],
) -> None:
    """Print what each mail says, one JSON object a line, in the order given."""
    # Imported here, so that the other commands start at once.
    from inbox_app.ingest.report import write_reports

    write_reports(files)


def _serve(*, host: str | None, port: int | None, demo: bool | None) -> None:
    # Imported here, so that the other commands start at once.
    from inbox_app.config import Settings
    from inbox_app.server import serve as serve_settings

    given = {"host": host, "port": port, "demo": demo}
    chosen = {name: value for name, value in given.items() if value is not None}
    serve_settings(Settings.model_validate(chosen), announce=typer.echo)
