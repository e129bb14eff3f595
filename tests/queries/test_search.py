"""Search on both databases: the same words find the same conversations."""

from dataclasses import replace
from datetime import date

import pytest

from inbox_app.domain.conversation_filter import ConversationFilter
from inbox_app.domain.enums import ConversationStatus
from inbox_app.queries import search_statements, searching
from inbox_app.queries.conversations import list_conversations, read_matching_rows
from inbox_app.viewmodels.conversation import ConversationPage
from tests.queries.desk import SALES, SUPPORT, Desk

TEXT = "Bonjour, où est ma facture n° 4711? L'été dernier elle était déjà en retard."


def search(desk: Desk, words: str, **filters: object) -> ConversationPage:
    wanted = replace(ConversationFilter(words=words), **filters)
    return list_conversations(desk.uow, desk.ann, wanted)


def found(desk: Desk, words: str, **filters: object) -> list[int]:
    return [row["id"] for row in search(desk, words, **filters)["rows"]]


@pytest.fixture
def letter(desk: Desk) -> int:
    """Give a conversation with one French mail among others."""
    other = desk.a_conversation(contact_name="Otto")
    desk.a_message(
        other, text="Something else", from_name="Otto", from_address="otto@o.example"
    )
    conversation_id = desk.a_conversation(minutes=1)
    desk.a_message(
        conversation_id,
        text=TEXT,
        subject="Réclamation",
        from_name="Zoé Müller",
        from_address="zoe.muller@example.org",
    )
    return conversation_id


@pytest.mark.parametrize(
    "words",
    [
        "facture",
        "FACTURE",
        "fact",
        "ete",
        "été",
        "4711",
        "retard facture",
        '"ma facture"',
        "« ete dernier »",
        "l'été",
        "reclamation",
        "muller",
        "Müller zoe",
        '"où est" retard',
        '"où est',
        "zoe.muller@example.org",
        "muller@example",
        "example.org",
    ],
)
def test_words_are_found_whatever_their_case_accents_and_order(
    desk: Desk, letter: int, words: str
) -> None:
    assert found(desk, words) == [letter]


@pytest.mark.parametrize(
    "words",
    ["acture", '"facture ma"', "facture Otto", '"fact"', "fact ma", "nowhere"],
)
def test_words_that_do_not_all_stand_there_find_nothing(
    desk: Desk, letter: int, words: str
) -> None:
    page = search(desk, words)

    assert (page["rows"], page["total"]) == ([], 0)
    assert letter


@pytest.mark.parametrize(
    "words",
    [
        "!!!",
        '"',
        '""',
        "* OR",
        "NEAR(",
        "facture)",
        "subject:facture",
        "facture*",
        "fac:*",
        "a & b | !c <-> d",
        "'; DROP TABLE message; --",
        "\\",
        "%_%",
        "(" * 300,
        '"' * 299,
        "x" * 300,
        " ".join("abcdefghijklmnop"),
        "\x00",
        "🙂",
        "﷽ ﬁ ß İ",
    ],
)
def test_nothing_that_is_typed_is_syntax(desk: Desk, letter: int, words: str) -> None:
    assert len(search(desk, words)["rows"]) <= letter


def test_comments_contacts_and_file_names_are_searched_too(desk: Desk) -> None:
    noted = desk.a_conversation()
    comment = desk.a_comment(noted, position=1, html="<p>Kulanz granted</p>")
    filed = desk.a_conversation()
    message = desk.a_message(filed, text="See below")
    desk.a_document(filed, minutes=1, message_id=message, files="roadmap draft.pdf")

    assert found(desk, "kulanz") == [noted]
    assert search(desk, "kulanz")["rows"][0]["match_item"] == f"c{comment}"
    assert found(desk, "roadmap") == [filed]
    assert search(desk, "roadmap")["rows"][0]["match_item"] == f"m{message}"


def test_a_row_shows_what_matched(desk: Desk, letter: int) -> None:
    row = search(desk, "ete fact")["rows"][0]

    marked = [piece["text"] for piece in row["match"] if piece["is_match"]]
    whole = "".join(piece["text"] for piece in row["match"])
    assert row["id"] == letter
    assert marked == ["facture", "été"]
    assert whole == TEXT


def test_a_conversation_is_one_row_with_its_newest_match(desk: Desk) -> None:
    conversation_id = desk.a_conversation()
    desk.a_message(conversation_id, position=1, minutes=1, text="facture un")
    newest = desk.a_message(conversation_id, position=2, minutes=2, text="facture deux")
    desk.a_message(conversation_id, position=3, minutes=3, text="merci")

    page = search(desk, "facture")

    assert [row["match_item"] for row in page["rows"]] == [f"m{newest}"]
    assert page["total"] == 1


def test_filters_narrow_a_search(desk: Desk) -> None:
    ids = {
        name: desk.a_conversation(minutes=minutes, **fields)
        for minutes, (name, fields) in enumerate(
            {
                "open": {"assignee_id": 1},
                "closed": {"is_closed": True},
                "filtered": {"filtered_reason": "manual"},
                "trashed": {"trashed_at": desk.at(0)},
                "elsewhere": {"inbox_id": SALES},
            }.items()
        )
    }
    for conversation_id in ids.values():
        desk.a_message(conversation_id, text="facture")
    names = {number: name for name, number in ids.items()}

    def named(**filters: object) -> list[str]:
        return [names[number] for number in found(desk, "facture", **filters)]

    assert named() == ["trashed", "filtered", "closed", "open"]
    assert named(hide_trash=True, hide_filtered=True) == ["closed", "open"]
    assert named(statuses=frozenset({ConversationStatus.OPEN})) == ["open"]
    assert named(assignee_ids=frozenset({1})) == ["open"]
    assert named(inbox_id=SUPPORT, hide_trash=True) == ["filtered", "closed", "open"]
    assert named(inbox_id=SALES) == []
    assert named(until=date(2026, 3, 1)) == []
    assert named(since=date(2026, 3, 2), until=date(2026, 3, 2), hide_trash=True) == [
        "filtered",
        "closed",
        "open",
    ]


@pytest.mark.parametrize("is_capped", [False, True], ids=["sorted", "by hits"])
@pytest.mark.parametrize("is_sieve", [False, True], ids=["intersect", "sieve"])
@pytest.mark.parametrize("oldest_first", [False, True], ids=["newest", "oldest"])
def test_pages_of_a_search_show_each_conversation_once(
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    *,
    oldest_first: bool,
    is_sieve: bool,
    is_capped: bool,
) -> None:
    if is_capped:
        _set(monkeypatch, "MAX_HITS", 70)
        _set(monkeypatch, "WALKED_HITS", 40)
    if is_sieve:
        monkeypatch.setattr(searching, "MAX_INTERSECTED", 0)
    for number in range(130):
        conversation_id = desk.a_conversation(
            minutes=number, has_attachments=number % 4 > 0
        )
        # Every other conversation matches again much later.
        for minutes in (number, 500 - number)[: 1 + number % 2]:
            desk.a_document(conversation_id, minutes=minutes, message_id=1, body="hay")
    wanted = ConversationFilter(
        words="hay", has_attachment=True, oldest_first=oldest_first
    )

    page = list_conversations(desk.uow, desk.ann, wanted)
    shown = [row["id"] for row in page["rows"]]
    while page["next_cursor"]:
        page = list_conversations(desk.uow, desk.ann, wanted, page["next_cursor"])
        shown += [row["id"] for row in page["rows"]]

    assert len(shown) == len(set(shown)) == 97
    search_statements.page_statement.cache_clear()
    search_statements.walk_statement.cache_clear()


def _set(monkeypatch: pytest.MonkeyPatch, name: str, value: int) -> None:
    for module in (searching, search_statements):
        monkeypatch.setattr(module, name, value)
    search_statements.page_statement.cache_clear()
    search_statements.walk_statement.cache_clear()


def test_a_live_update_gives_the_rows_of_the_search(desk: Desk, letter: int) -> None:
    wanted = ConversationFilter(words="facture")
    fresh = desk.a_conversation(minutes=5)
    assert read_matching_rows(desk.uow, desk.ann, wanted, [fresh]) == []

    desk.a_message(fresh, minutes=5, text="une facture de plus")

    live = read_matching_rows(desk.uow, desk.ann, wanted, [fresh, letter])
    assert live == list_conversations(desk.uow, desk.ann, wanted)["rows"]
    assert [row["id"] for row in live] == [fresh, letter]


def test_an_agent_without_inboxes_finds_nothing(desk: Desk, letter: int) -> None:
    nobody = replace(desk.ann, inbox_ids=frozenset())
    wanted = ConversationFilter(words="facture")

    assert list_conversations(desk.uow, nobody, wanted)["total"] == 0
    assert letter


def test_what_was_found_in_the_subject_is_marked_there_and_only_there(
    desk: Desk,
) -> None:
    number = desk.a_conversation(subject="Réclamation de mai")
    desk.a_message(number, text="Bonjour", subject="Réclamation de mai")

    row = search(desk, "reclamation")["rows"][0]

    assert row["subject_match"][0] == {"text": "Réclamation", "is_match": True}
    assert row["match"] == []
