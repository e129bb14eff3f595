"""The command that lets somebody in: on an empty database and on a used one."""

from pathlib import Path

import pytest
from sqlmodel import select
from typer.testing import CliRunner, Result

from inbox_app import config
from inbox_app.cli import app
from inbox_app.db.migrate import upgrade_database
from inbox_app.db.unit_of_work import Store
from inbox_app.domain.enums import Role
from inbox_app.domain.errors import LogInRefusedError
from inbox_app.models import Agent
from inbox_app.services.agents import add_agent
from inbox_app.services.sessions import hash_token, log_in, resolve_session
from tests.databases import make_settings

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "_installed", make_settings(tmp_path))


@pytest.fixture
def installed(tmp_path: Path) -> Store:
    """Give a second hand on the database that the command works on."""
    settings = make_settings(tmp_path)
    upgrade_database(settings)
    return Store(settings)


def create_admin(email: str, password: str, repeated: str | None = None) -> Result:
    """Run the command as a person does: by answering what it asks."""
    answers = ("Ada Admin", email, password, repeated or password)
    return CliRunner().invoke(app, ["create-admin"], input="\n".join(answers) + "\n")


def enter(store: Store, email: str, password: str) -> str:
    token, _ = log_in(store, email, password, user_agent="", network_address="")
    return token


def test_it_makes_the_database_and_the_first_admin(tmp_path: Path) -> None:
    done = create_admin("Ada@Example.com", PASSWORD)

    assert done.exit_code == 0, done.output
    assert "is an admin now" in done.output
    assert PASSWORD not in done.output
    store = Store(make_settings(tmp_path))
    enter(store, "ada@example.com", PASSWORD)
    with store.read() as uow:
        assert uow.session.exec(select(Agent)).one().role is Role.ADMIN


def test_it_lets_a_locked_out_agent_back_in_and_ends_the_sessions(
    installed: Store,
) -> None:
    with installed.write() as uow:
        add_agent(
            uow,
            email="tom@example.com",
            name="Tom",
            password="an old password",
            role=Role.AGENT,
        )
    token = enter(installed, "tom@example.com", "an old password")
    with installed.write() as uow:
        uow.session.exec(select(Agent)).one().is_active = False

    done = create_admin("tom@example.com", PASSWORD)

    assert done.exit_code == 0, done.output
    assert "has this password now" in done.output
    with installed.read() as uow:
        assert resolve_session(uow, hash_token(token)) is None
        found = uow.session.exec(select(Agent)).one()
        assert (found.role, found.is_active) == (Role.ADMIN, True)
    enter(installed, "tom@example.com", PASSWORD)
    with pytest.raises(LogInRefusedError):
        enter(installed, "tom@example.com", "an old password")


@pytest.mark.parametrize(
    ("email", "password", "said"),
    [
        ("nobody", PASSWORD, "This is not an email address."),
        ("ada@example.com", "short", "Use at least 10 characters."),
    ],
)
def test_what_cannot_be_used_is_said_and_nothing_is_made(
    installed: Store, email: str, password: str, said: str
) -> None:
    done = create_admin(email, password)

    assert done.exit_code == 1
    assert said in done.output
    with installed.read() as uow:
        assert uow.session.exec(select(Agent)).first() is None
