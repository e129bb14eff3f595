"""The first run."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from inbox_app.db.unit_of_work import Store
from inbox_app.domain.enums import Role
from inbox_app.models import Agent, Inbox, InboxMember
from inbox_app.services.setup import AlreadySetUpError, set_up_workspace
from tests.api.conftest import PASSWORD, ClientMaker, serve

GIVEN = {
    "name": "Ann",
    "email": "ann@example.com",
    "password": PASSWORD,
    "inbox_name": "Support",
}


@pytest.mark.parametrize("path", ["/", "/login", "/inbox/1", "/attachments/1"])
def test_every_page_leads_to_the_set_up_while_nobody_has_an_account(
    open_browser: ClientMaker, path: str
) -> None:
    answer = open_browser().get(path)

    assert (answer.status_code, answer.headers["location"]) == (303, "/setup")


def test_the_set_up_makes_an_admin_who_is_signed_in_and_a_member(
    open_browser: ClientMaker, sqlite_store: Store
) -> None:
    client = open_browser()

    answer = client.post("/setup", data=GIVEN)

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert client.get("/auth/me").json()["name"] == "Ann"
    with sqlite_store.read() as uow:
        agent = uow.session.exec(select(Agent)).one()
        inbox = uow.session.exec(select(Inbox)).one()
        member = uow.session.exec(select(InboxMember)).one()
    assert (agent.role, inbox.name) == (Role.ADMIN, "Support")
    assert (member.agent_id, member.inbox_id) == (agent.id, inbox.id)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "  ", "Fill this in."),
        ("email", "no address", "This is not an email address."),
        ("email", "", "Fill this in."),
        ("password", "short", "Use at least 10 characters."),
        ("inbox_name", "\x00", "Fill this in."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_rest_stays(
    open_browser: ClientMaker, field: str, value: str, words: str
) -> None:
    answer = open_browser().post("/setup", data={**GIVEN, field: value})

    assert answer.status_code == 400
    assert f'id="{field}-error">{words}<' in answer.text
    assert f"{field}-error" in answer.text
    assert 'value="Support"' in answer.text or field == "inbox_name"
    assert PASSWORD not in answer.text


def test_the_set_up_is_shut_once_there_is_an_agent(open_browser: ClientMaker) -> None:
    first, second = open_browser(), open_browser()
    first.post("/setup", data=GIVEN)

    again = second.post("/setup", data={**GIVEN, "email": "eve@example.com"})

    assert (again.status_code, again.headers["location"]) == (303, "/login")
    assert second.get("/setup").headers["location"] == "/"
    assert second.get("/auth/me").status_code in (303, 401)


def test_of_two_forms_sent_at_once_one_wins(store: Store) -> None:
    start = Barrier(2)

    def set_up(number: int) -> bool:
        start.wait()
        try:
            with store.write() as uow:
                set_up_workspace(
                    uow, **{**GIVEN, "email": f"admin{number}@example.com"}
                )
        except AlreadySetUpError:
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        won = list(threads.map(set_up, range(2)))

    assert sorted(won) == [False, True]
    with store.read() as uow:
        assert len(uow.session.exec(select(Agent)).all()) == 1


def test_a_second_process_sees_that_the_set_up_is_done(
    open_browser: ClientMaker, sqlite_store: Store
) -> None:
    elsewhere = TestClient(
        serve(sqlite_store), follow_redirects=False, headers={"Accept": "text/html"}
    )
    assert elsewhere.get("/").headers["location"] == "/setup"

    open_browser().post("/setup", data=GIVEN)

    assert elsewhere.get("/").headers["location"] == "/login"
