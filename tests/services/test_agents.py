"""Accounts, roles, memberships, and one's own profile."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select

from inbox_app.db.unit_of_work import Store
from inbox_app.domain.actor import Actor
from inbox_app.domain.enums import Role
from inbox_app.domain.errors import (
    AgentNotFoundError,
    InboxNotFoundError,
    InvalidAddressError,
    InvalidInputError,
    NotAllowedError,
)
from inbox_app.domain.events import AgentChanged
from inbox_app.models import Agent, AgentSession, Inbox, InboxMember
from inbox_app.services import agents
from inbox_app.services.passwords import WeakPasswordError, verify_password
from inbox_app.services.sessions import hash_token, start_session

PASSWORD = "correct horse battery"

Making = Callable[..., Actor]


@pytest.fixture
def make(store: Store) -> Making:
    """Make an agent and act as them."""

    def make_actor(name: str, role: Role = Role.AGENT) -> Actor:
        with store.write() as uow:
            agent = agents.add_agent(
                uow,
                email=f"{name}@example.com",
                name=name,
                password=PASSWORD,
                role=role,
            )
        return Actor(agent.id or 0, name, role, frozenset())

    return make_actor


@pytest.fixture
def ann(make: Making) -> Actor:
    """Give the only admin."""
    return make("Ann", Role.ADMIN)


@pytest.fixture
def bob(make: Making, ann: Actor) -> Actor:
    """Give an agent."""
    return make("Bob")


def new_inbox(store: Store) -> int:
    with store.write() as uow:
        inbox = Inbox(name="Support", created_at=uow.now)
        uow.session.add(inbox)
        uow.session.flush()
        return inbox.id or 0


def read_agent(store: Store, actor: Actor) -> Agent:
    with store.read() as uow:
        return uow.session.get_one(Agent, actor.agent_id)


def count_sessions(store: Store, actor: Actor) -> int:
    with store.read() as uow:
        rows = select(AgentSession).where(AgentSession.agent_id == actor.agent_id)
        return len(uow.session.exec(rows).all())


def test_an_admin_adds_somebody_with_their_inboxes(store: Store, ann: Actor) -> None:
    inbox_id = new_inbox(store)

    with store.write() as uow:
        made = agents.create_agent(
            uow, ann, email=" Carl@Example.com", name=" Carl  C ", password=PASSWORD,
            inbox_ids=frozenset({inbox_id}),
        )  # fmt: skip
        events = list(uow.events)

    assert (made.email, made.name) == ("carl@example.com", "Carl C")
    assert events == [AgentChanged(made.id or 0)]
    with store.read() as uow:
        member = uow.session.exec(select(InboxMember)).one()
    assert (member.agent_id, member.inbox_id) == (made.id, inbox_id)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"email": "ann@EXAMPLE.com"}, agents.EmailTakenError),
        ({"email": "nowhere"}, InvalidAddressError),
        ({"email": "a b@example.com"}, InvalidAddressError),
        ({"email": "\x00"}, agents.EmptyFieldError),
        ({"name": " \n"}, agents.EmptyFieldError),
        ({"password": "short"}, WeakPasswordError),
        ({"password": "x" * 2000}, WeakPasswordError),
        ({"inbox_ids": frozenset({99})}, InboxNotFoundError),
    ],
)
def test_what_cannot_be_used_makes_no_account(
    store: Store, ann: Actor, given: dict[str, Any], error: type[Exception]
) -> None:
    wanted = {"email": "carl@example.com", "name": "Carl", "password": PASSWORD}

    with pytest.raises(error), store.write() as uow:
        agents.create_agent(uow, ann, **{**wanted, **given})

    with store.read() as uow:
        assert len(uow.session.exec(select(Agent)).all()) == 1


def test_an_agent_manages_nobody(store: Store, ann: Actor, bob: Actor) -> None:
    refused = [
        lambda uow: agents.create_agent(
            uow, bob, email="c@example.com", name="C", password=PASSWORD
        ),
        lambda uow: agents.update_agent(uow, bob, bob.agent_id, role=Role.ADMIN),
        lambda uow: agents.update_agent(uow, bob, ann.agent_id, is_active=False),
        lambda uow: agents.set_membership(uow, bob, bob.agent_id, frozenset()),
        lambda uow: agents.reset_password(uow, bob, bob.agent_id, PASSWORD),
    ]

    for attempt in refused:
        with pytest.raises(NotAllowedError), store.write() as uow:
            attempt(uow)


def test_who_is_deactivated_is_signed_out(store: Store, ann: Actor, bob: Actor) -> None:
    with store.write() as uow:
        start_session(uow, bob.agent_id, "")

    with store.write() as uow:
        agents.update_agent(uow, ann, bob.agent_id, is_active=False)
        events = list(uow.events)

    assert events == [AgentChanged(bob.agent_id)]
    assert count_sessions(store, bob) == 0


@pytest.mark.parametrize("change", [{"role": Role.AGENT}, {"is_active": False}])
def test_the_last_admin_stays(
    store: Store, ann: Actor, make: Making, change: dict[str, Any]
) -> None:
    with pytest.raises(agents.LastAdminError), store.write() as uow:
        agents.update_agent(uow, ann, ann.agent_id, **change)
    eve = make("Eve", Role.ADMIN)

    with store.write() as uow:
        agents.update_agent(uow, eve, ann.agent_id, **change)

    changed = read_agent(store, ann)
    assert (changed.role, changed.is_active) != (Role.ADMIN, True)


def test_memberships_become_exactly_what_was_chosen(
    store: Store, ann: Actor, bob: Actor
) -> None:
    first, second, third = (new_inbox(store) for _ in range(3))
    for chosen in (frozenset({first, second}), frozenset({second, third})):
        with store.write() as uow:
            agents.set_membership(uow, ann, bob.agent_id, chosen)

    with store.read() as uow:
        members = uow.session.exec(select(InboxMember)).all()

    assert {member.inbox_id for member in members} == {second, third}


def test_nobody_is_put_into_an_inbox_that_is_not_there(
    store: Store, ann: Actor, bob: Actor
) -> None:
    with pytest.raises(InboxNotFoundError), store.write() as uow:
        agents.set_membership(uow, ann, bob.agent_id, frozenset({99}))
    with pytest.raises(AgentNotFoundError), store.write() as uow:
        agents.set_membership(uow, ann, 99, frozenset())


def test_everybody_changes_their_own_profile(store: Store, bob: Actor) -> None:
    with store.write() as uow:
        agents.update_profile(
            uow, bob, name="Robert", language="fr", theme="dark",
            signature_html='<p onclick="x()">Bob<script>alert(1)</script></p>',
        )  # fmt: skip

    changed = read_agent(store, bob)
    assert (changed.name, changed.language, changed.theme) == ("Robert", "fr", "dark")
    assert changed.signature_html == "<p>Bob</p>"


@pytest.mark.parametrize(
    "given",
    [
        {"name": ""},
        {"language": "xx"},
        {"theme": "pink"},
        {"signature_html": "x" * 50_000},
    ],
)
def test_an_impossible_profile_changes_nothing(
    store: Store, bob: Actor, given: dict[str, str]
) -> None:
    with pytest.raises(InvalidInputError), store.write() as uow:
        agents.update_profile(uow, bob, **given)

    assert read_agent(store, bob).name == "Bob"


def test_a_new_password_ends_every_other_session(store: Store, bob: Actor) -> None:
    with store.write() as uow:
        kept, _ = start_session(uow, bob.agent_id, "")
        start_session(uow, bob.agent_id, "")

    with store.write() as uow:
        agents.change_password(
            uow, bob, current=PASSWORD, new="another good one",
            token_hash=hash_token(kept),
        )  # fmt: skip

    with store.read() as uow:
        left = uow.session.exec(select(AgentSession)).one()
    assert left.token_hash == hash_token(kept)
    assert verify_password(read_agent(store, bob).password_hash, "another good one")


@pytest.mark.parametrize(
    ("current", "new", "error"),
    [
        ("not it at all", "another good one", agents.WrongPasswordError),
        (PASSWORD, "short", WeakPasswordError),
    ],
)
def test_a_password_is_not_changed_by_mistake(
    store: Store, bob: Actor, current: str, new: str, error: type[Exception]
) -> None:
    with pytest.raises(error), store.write() as uow:
        agents.change_password(uow, bob, current=current, new=new, token_hash="")

    assert verify_password(read_agent(store, bob).password_hash, PASSWORD)


def test_an_admin_resets_a_password_and_ends_the_sessions(
    store: Store, ann: Actor, bob: Actor
) -> None:
    with store.write() as uow:
        start_session(uow, bob.agent_id, "")

    with store.write() as uow:
        agents.reset_password(uow, ann, bob.agent_id, "another good one")

    assert count_sessions(store, bob) == 0
    assert verify_password(read_agent(store, bob).password_hash, "another good one")
