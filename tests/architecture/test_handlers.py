"""No handler and no route is open to whoever may not use it.

Every handler that Reflex would call for a client is called here through its real
pipeline and our real gate, with a spy in the handler's place: without a session,
with each role, and from a tab that belonged to somebody else.
"""

import importlib
import pkgutil
from dataclasses import dataclass

import pytest
import reflex as rx
from reflex_base.registry import RegisteredEventHandler
from starlette.routing import Route
from starlette.testclient import TestClient

import inbox_app.state
from inbox_app.api.app import make_api, put_behind_gate
from inbox_app.db import unit_of_work
from inbox_app.db.unit_of_work import Store, open_store
from inbox_app.domain.actor import PERMISSIONS, Permission
from inbox_app.domain.enums import Role
from inbox_app.services.agents import add_agent
from inbox_app.services.sessions import hash_token, start_session
from inbox_app.state.access import allow, install_gate, required_permission
from tests.event_pipeline import (
    handlers,
    name_of,
    open_pipeline,
    spying_on_all_handlers,
)

for found in pkgutil.walk_packages(inbox_app.state.__path__, "inbox_app.state."):
    importlib.import_module(found.name)

# Without a session one may ask to come in, leave, and whether the server is up.
PUBLIC_ROUTES = {"/login", "/logout", "/setup"}
ANSWERS_401 = {"/auth/me"}
# What a page needs of Reflex's own, beside our handlers.
PAGE_HANDLERS = {
    "reflex___state____state.hydrate",
    "reflex___state____state.hydrate_and_load",
    "reflex___state____state.set_is_hydrated",
    "reflex___state____state.reflex___state____frontend_event_exception_state"
    ".handle_frontend_exception",
    "reflex___state____state.reflex___state____on_load_internal_state.on_load_internal",
    "reflex___state____state.reflex___state____on_load_internal_state.set_is_hydrated",
    "reflex___state____state.reflex___state____update_vars_internal_state"
    ".update_vars_internal",
}


class OpenState(rx.State):
    """A bad example: what these tests are there to catch."""

    secret: rx.Field[str] = rx.field(default="")

    @rx.event
    async def unmarked(self) -> None:
        """Somebody forgot the mark."""

    async def helper_without_underscore(self) -> None:
        """Reflex makes this a handler too."""

    @rx.event
    @allow(Permission.VIEW)
    async def keep(self, text: str) -> None:
        """A good example."""
        self.secret = text


@dataclass
class People:
    """The keys of their sessions, by role."""

    keys: dict[Role, str]
    other_key: str


@pytest.fixture
def people(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> People:
    """Sign in somebody of each role, and one agent more."""
    monkeypatch.setattr(unit_of_work, "_opened", None)
    open_store(sqlite_store)
    keys: list[str] = []
    with sqlite_store.write() as uow:
        for number, role in enumerate([*Role, Role.AGENT]):
            agent = add_agent(
                uow,
                email=f"{number}@example.com",
                name=f"Agent {number}",
                password="correct horse battery",
                role=role,
            )
            token, _ = start_session(uow, agent.id or 0, "")
            keys.append(hash_token(token))
    return People(dict(zip(Role, keys, strict=False)), keys[-1])


def is_ours(entry: RegisteredEventHandler) -> bool:
    return entry.states[0].__module__.startswith("inbox_app.")


def find_unmarked(entries: dict[str, RegisteredEventHandler]) -> list[str]:
    """Return the handlers that the gate would never let anybody call.

    Reflex gives each State a `setvar`, which stays shut.
    """
    return [
        name
        for name, entry in entries.items()
        if required_permission(entry) is None and not name.endswith(".setvar")
    ]


def test_every_handler_of_ours_says_who_may_call_it() -> None:
    ours = {name: entry for name, entry in handlers().items() if is_ours(entry)}

    assert len(ours) > 0
    assert find_unmarked(ours) == []


def test_a_handler_without_its_mark_is_found() -> None:
    of_bad_example = {
        name: entry
        for name, entry in handlers().items()
        if entry.states[0] is OpenState
    }

    assert sorted(find_unmarked(of_bad_example)) == [
        name_of(OpenState, "helper_without_underscore"),
        name_of(OpenState, "unmarked"),
    ]


async def test_no_handler_runs_without_a_session(people: People) -> None:
    with spying_on_all_handlers() as spies:
        async with open_pipeline(gated_app()) as pipeline:
            for name in handlers():
                await pipeline.send("tab", name)

    assert spies.ran == []


@pytest.mark.parametrize("role", list(Role))
async def test_each_role_reaches_exactly_what_it_is_allowed(
    people: People, role: Role
) -> None:
    allowed = [
        name
        for name, entry in handlers().items()
        if required_permission(entry) in PERMISSIONS[role] or name in PAGE_HANDLERS
    ]

    with spying_on_all_handlers() as spies:
        async with open_pipeline(gated_app()) as pipeline:
            for name in handlers():
                await pipeline.send("tab", name, session_key=people.keys[role])

    assert sorted(spies.ran) == sorted(allowed)
    assert (name_of(ManagedState, "manage") in spies.ran) == (role is Role.ADMIN)


async def test_a_stolen_tab_shows_nothing_of_its_owner_to_any_handler(
    people: People,
) -> None:
    keep = name_of(OpenState, "keep")
    owner, thief = people.keys[Role.ADMIN], people.other_key

    with spying_on_all_handlers(but_for=keep) as spies:
        async with open_pipeline(gated_app()) as pipeline:
            for name in handlers():
                tab = f"tab of {name}"
                await pipeline.send(tab, keep, session_key=owner, text="for my eyes")
                assert "for my eyes" in pipeline.sent.text()
                pipeline.sent.updates.clear()
                payload = {"text": "mine"} if name == keep else {}
                await pipeline.send(tab, name, session_key=thief, **payload)
                assert "for my eyes" not in pipeline.sent.text(), name
                pipeline.sent.updates.clear()

    assert len(spies.seen) > len(PAGE_HANDLERS)
    assert not [seen for seen in spies.seen if "for my eyes" in seen]


class ManagedState(rx.State):
    """What only admins may do."""

    @rx.event
    @allow(Permission.MANAGE_AGENTS)
    async def manage(self) -> None:
        """Change the team."""


def gated_app() -> rx.App:
    app = rx.App()
    install_gate(app)
    return app


def test_no_route_answers_without_a_session(sqlite_store: Store) -> None:
    with sqlite_store.write() as uow:
        add_agent(
            uow,
            email="ann@example.com",
            name="Ann",
            password="correct horse battery",
            role=Role.ADMIN,
        )
    api = make_api(sqlite_store)
    client = TestClient(put_behind_gate(api, sqlite_store), follow_redirects=False)

    tried = []
    for route in api.routes:
        assert isinstance(route, Route)
        if route.path in PUBLIC_ROUTES:
            continue
        for method in route.methods or ():
            answer = client.request(method, example_of(route.path))
            tried.append(route.path)
            assert answer.status_code == 401, (method, route.path)
    assert set(tried) >= ANSWERS_401


def example_of(path: str) -> str:
    """Fill the numbers into the pattern of a route."""
    return "/".join("1" if part.startswith("{") else part for part in path.split("/"))


def test_pages_lead_to_the_log_in_and_every_other_address_is_refused(
    sqlite_store: Store,
) -> None:
    with sqlite_store.write() as uow:
        add_agent(
            uow,
            email="ann@example.com",
            name="Ann",
            password="correct horse battery",
            role=Role.ADMIN,
        )
    client = TestClient(
        put_behind_gate(make_api(sqlite_store), sqlite_store), follow_redirects=False
    )

    for path in ("/", "/inbox", "/inbox/1/open/2", "/nowhere", "/login/../inbox"):
        page = client.get(path, headers={"Accept": "text/html"})
        assert page.headers["location"].startswith("/login"), path
        assert client.get(path).status_code == 401, path
        assert client.post(path).status_code == 401, path
        assert client.request("PROPFIND", path).status_code == 401, path
