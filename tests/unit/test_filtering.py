# Lists of words and of cases read best on long lines.
# ruff: noqa: E501

import pytest

from inbox_app.domain.envelope import Address, ParsedMail
from inbox_app.domain.filtering import classify, find_auto_submitted


def a_parsed_mail(
    *headers: tuple[str, str], subject: str = "Order 12", address: str = "ann@x.example",
    text: str = "Hello", html: str | None = None,
) -> ParsedMail:  # fmt: skip
    return ParsedMail(
        sender=Address("", address), subject=subject, reply_text=text, text=text, html=html,
        headers=headers,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("mail", "reason"),
    [
        (a_parsed_mail(), None),
        (a_parsed_mail(("auto-submitted", "no")), None),
        (a_parsed_mail(("auto-submitted", "auto-replied (vacation)")), "auto-replied"),
        (a_parsed_mail(("auto-submitted", "auto-generated; x=y")), "auto-generated"),
        (a_parsed_mail(("x-autoreply", "yes")), "auto-replied"),
        (a_parsed_mail(("precedence", "auto_reply")), "auto-replied"),
        (a_parsed_mail(("x-auto-response-suppress", "All")), "auto-generated"),
        (a_parsed_mail(("x-auto-response-suppress", "DR, RN, NRN")), None),
        (a_parsed_mail(("precedence", "bulk")), "auto-generated"),
        (a_parsed_mail(("precedence", "bulk"), ("list-post", "<mailto:l@x.example>")), None),
        (a_parsed_mail(subject="Out of office next week?"), None),
        (a_parsed_mail(("precedence", "junk"), subject="Out of Office: x"), "out-of-office"),
        (a_parsed_mail(("auto-submitted", "auto-replied"), subject="Abwesend"), "out-of-office"),
        (a_parsed_mail(subject="Automatic reply: Order 12"), "out-of-office"),
        (a_parsed_mail(subject="Automatyczna odpowiedź: zamówienie"), "out-of-office"),
        (a_parsed_mail(subject="Réponse automatique : commande"), "out-of-office"),
    ],
)  # fmt: skip
def test_a_mail_that_no_person_wrote_is_known_by_its_headers(
    mail: ParsedMail, reason: str | None
):
    assert find_auto_submitted(mail) == reason


def test_a_newsletter_is_marketing():
    marks = classify(
        a_parsed_mail(
            ("list-unsubscribe", "<https://x.example/u>"),
            ("list-unsubscribe-post", "List-Unsubscribe=One-Click"),
        )
    )

    assert marks.marketing
    assert not marks.mailing_list


def test_people_on_a_mailing_list_are_not_marketing():
    marks = classify(
        a_parsed_mail(
            ("list-id", "<l.x.example>"),
            ("list-post", "<mailto:l@x.example>"),
            ("list-unsubscribe", "<mailto:u@x.example>"),
            text="Hello list\nunsubscribe: http://x.example",
        )
    )

    assert marks.mailing_list
    assert not marks.marketing
    assert not marks.unsubscribe_link


def test_a_role_sender_is_marked():
    assert classify(a_parsed_mail(address="Sales@x.example")).role
    assert classify(a_parsed_mail(address="info+shop@x.example")).role
    assert not classify(a_parsed_mail(address="ann@x.example")).role


def test_a_footer_that_lets_one_unsubscribe_is_marked():
    html = '<p>News</p><a href="https://x.example/u">Se désabonner</a>'

    assert classify(a_parsed_mail(html=html)).unsubscribe_link
    assert not classify(a_parsed_mail(text="How do I unsubscribe?")).unsubscribe_link
