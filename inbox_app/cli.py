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


@app.command()
def create_admin(
    name: Annotated[str, typer.Option(prompt="Name")],
    email: Annotated[str, typer.Option(prompt="Email")],
    password: Annotated[
        str, typer.Option(prompt="Password", hide_input=True, confirmation_prompt=True)
    ],
) -> None:
    """Add an admin; who has an account already gets the new password.

    Asks for what is not given. The server may be running meanwhile.
    """
    # Imported here, so that the other commands start at once.
    from inbox_app.config import get_settings
    from inbox_app.db.unit_of_work import Store
    from inbox_app.domain.errors import InboxError
    from inbox_app.i18n import translate
    from inbox_app.server import migrate
    from inbox_app.services.agents import make_admin

    settings = get_settings()
    migrate(settings)
    store = Store(settings)
    try:
        with store.write() as uow:
            is_new = make_admin(uow, email=email, name=name, password=password)
    except InboxError as error:
        typer.echo(translate("en", f"error.{error.code}", **error.values), err=True)
        raise typer.Exit(1) from None
    finally:
        store.close()
    done = "is an admin now." if is_new else "has this password now, and is an admin."
    typer.echo(f"{email} {done}")


def _serve(*, host: str | None, port: int | None, demo: bool | None) -> None:
    # Imported here, so that the other commands start at once.
    from inbox_app.config import Settings
    from inbox_app.server import serve as serve_settings

    given = {"host": host, "port": port, "demo": demo}
    chosen = {name: value for name, value in given.items() if value is not None}
    serve_settings(Settings.model_validate(chosen), announce=typer.echo)
