# Mail programs write long lines.
# ruff: noqa: E501

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox_app.domain.quoting import extract_reply

REPLY = "Fine with me.\nSee you on Monday."


@pytest.mark.parametrize(
    "rest",
    [
        "On Mon, May 3, 2021 at 10:00 AM Sam <s@x.example> wrote:\n\n> old",
        "On Mon, May 3, 2021 at 10:00 AM Sam\n<s@x.example> wrote:\n\nold",
        "On 2021-05-03, Sam wrote:\n> old\n> older",
        "---- On Wed, 24 Feb 2021 14:02:50 +0530 s@x.example wrote ----\n\nold",
        "Le lun. 3 mai 2021 à 10:00, Sam - Firme <s@x.example>\na écrit :\n\nvieux",
        "Am 03.05.2021 um 10:00 schrieb Sam <s@x.example>:\n\nalt",
        "El lun., 3 may. 2021 a las 10:00, Sam (<s@x.example>) escribió:\n\nviejo",
        "Em seg., 3 de mai. de 2021 às 10:00, Sam <s@x.example> escreveu:\n\nvelho",
        "Il giorno lun 3 mag 2021 alle ore 10:00 Sam <s@x.example> ha scritto:\n\nx",
        "Op ma 3 mei 2021 om 10:00 schreef Sam <s@x.example>:\n\n> oud",
        "Den mån 3 maj 2021 kl 10:00 skrev Sam <s@x.example>:\n\ngammal",
        "W dniu 03.05.2021 o 10:00, Sam pisze:\n\n> stare",
        "пн, 3 мая 2021 г. в 10:00, Sam <s@x.example>:\n\nстарое",
        "pe 20. lokakuuta 2017 klo 17.50 Sam\n<s@x.example> kirjoitti:\n\nvanha",
        "在 2021年5月3日，下午3:00，Sam <s@x.example> 写道：\n\n旧",
        "2021年5月3日(月) 10:00 Sam <s@x.example>:\n\n古い",
        "2021년 5월 3일 (월) 오전 10:00, Sam <s@x.example>님이 작성:\n\n옛",
        "2017-11-24 16:32 GMT+01:00 Sam <s@x.example>:\n\nold",
        "Quoting Sam <s@x.example>:\n\n> old",
        "Sam wrote:\n> old",
        "-----Original Message-----\nFrom: Sam\nSent: Monday\nTo: Ann\n\nold",
        "________________________________\nFrom: Sam <s@x.example>\n"
        "Sent: Monday, May 3, 2021 10:00\nTo: Ann\nSubject: RE: x\n\nold",
        "De : Sam <s@x.example>\nEnvoyé : lundi 3 mai 2021\nÀ : Ann\nObjet : x\n\nvieux",
        "*Von:* Sam [mailto:s@x.example]\n*Gesendet:* Montag\n*An:* Ann\n*Betreff:* x\n",
        "发件人: Sam <s@x.example>\n发送时间: 2021年5月3日\n收件人: Ann\n主题: x\n\n旧",
        "Begin forwarded message:\n\n> From: Sam <s@x.example>\n> Subject: x",
        "-- \nAnn Doe\nDoe Ltd",
        "Best regards,\n\nAnn Doe\nDoe Ltd\n+33 1 23 45 67 89",
        "Cordialement,\nAnn",
        "Mit freundlichen Grüßen\nAnn Doe",
        "Thanks,\nAnn",
        "Sent from my iPhone",
        "Envoyé de mon iPhone\n\n> Le 3 mai 2021 à 10:00, Sam <s@x.example> a écrit :\n> x",
        "Get Outlook for Android<https://aka.ms/x>\n",
        "-Ann",
    ],
)
def test_quote_and_signature_are_no_part_of_the_reply(rest: str):
    assert extract_reply(f"{REPLY}\n\n{rest}") == REPLY


@pytest.mark.parametrize(
    "text",
    [
        "> only quoted\n> words",
        "Sent from my iPhone\n\n> quoted",
        "Best regards,\nAnn",
        "Thanks",
        "---------- Forwarded message ---------\nFrom: Sam <s@x.example>\n"
        "Date: Monday\nSubject: x\nTo: Ann\n\nThe point.",
        "On the other hand, my colleague wrote: it is fine.\nSo be it.",
        "Hello,\n\nOn Monday I wrote to you:\n\nplease answer.",
        "From: Paris\nTo: London\nplease book it",
        "Dates:\n\n2024-01-15 14:30\n15.01.2024 14:30\n\nThat is all.",
        "The steps:\n- open\n- close",
        "It comes from: ann@x.example and from: sam@x.example\n\nThe data is theirs.",
    ],
)
def test_what_a_person_wrote_is_never_cut(text: str):
    assert extract_reply(text) == text


def test_text_between_quoted_lines_is_the_reply():
    text = (
        "Hi\n\nOn 3 May 2021, Sam wrote:\n> which size?\n\nLarge.\n\n> which colour?\n"
        "Blue.\n\n-- \nAnn\n"
    )

    assert extract_reply(text) == "Hi\n\nLarge.\n\nBlue."


def test_an_answer_below_the_quote_is_the_reply():
    assert extract_reply("Sam wrote:\n> a\n> b\n\nYes.\n\nCheers\nAnn") == "Yes."


@given(
    st.lists(
        st.sampled_from(
            [
                "", "> q", "word", "-- ", "On 3 May 2021 Sam <s@x.example> wrote:", "From: a",
                "Sent: b", "To: c", "Subject: d", "Thanks,", "Ann", "_____", "Sent from my iPad",
                "-----Original Message-----", "\x00quote", "> wrote:",
            ]
        ),
        max_size=20,
    )
)  # fmt: skip
def test_a_mail_with_words_has_a_reply(lines: list[str]):
    text = "\n".join(lines)

    reply = extract_reply(text)

    assert bool(reply) == bool(text.replace("\x00quote", "").strip())
