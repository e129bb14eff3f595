"""The few pages that are made on the server, and work without any script."""

import htpy as h
from starlette.responses import HTMLResponse

from inbox_app.i18n import Language, translate

BAD_INPUT = 400

# What these pages wear; open to who has not signed in yet.
SHEETS = (
    "/tokens.css",
    "/ground.css",
    "/buttons.css",
    "/displays.css",
    "/fields.css",
    "/doors.css",
    "/narrow.css",
    "/motion.css",
)


def render_page(
    language: Language,
    title: str,
    *content: h.Node,
    status: int = 200,
    is_wide: bool = False,
) -> HTMLResponse:
    """Answer with one card in the middle of the window."""
    name = translate(language, "app.name")
    document = h.html(lang=language)[
        h.head[
            h.meta(charset="utf-8"),
            h.meta(name="viewport", content="width=device-width, initial-scale=1"),
            h.meta(name="robots", content="noindex"),
            h.title[f"{title} · {name}"],
            h.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
            (h.link(rel="stylesheet", href=sheet) for sheet in SHEETS),
        ],
        h.body[
            h.main(".auth-page")[
                h.div(class_=["auth-card", {"auth-card-wide": is_wide}])[
                    h.p(".auth-brand")[
                        h.img(src="/favicon.svg", alt="", width="24", height="24"),
                        name,
                    ],
                    h.h1[title],
                    content,
                ]
            ]
        ],
    ]
    return HTMLResponse(str(document), status, headers={"Cache-Control": "no-store"})


def notice(text: str, *, tone: str, element_id: str = "notice") -> h.Element:
    """Render a sentence above the form; trouble is read out at once."""
    role = "alert" if tone == "danger" else "status"
    return h.div(f".notice.notice-{tone}", id=element_id, role=role)[text]


def field(
    name: str,
    label: str,
    *,
    kind: str = "text",
    value: str = "",
    autocomplete: str,
    hint: str = "",
    error: str = "",
    described_by: str = "",
    has_focus: bool = False,
) -> h.Element:
    """Render a labelled input, tied to its hint or to what is wrong with it."""
    hint = "" if error else hint
    notes = [
        *([f"{name}-error"] if error else []),
        *([f"{name}-hint"] if hint else []),
        *([described_by] if described_by else []),
    ]
    return h.div(".field")[
        h.label(".field-label", for_=f"field-{name}")[label],
        h.input(
            ".input",
            id=f"field-{name}",
            name=name,
            type=kind,
            value=value or None,
            autocomplete=autocomplete,
            required=True,
            maxlength="1000",
            autofocus=has_focus,
            aria_invalid="true" if error or described_by else None,
            aria_describedby=" ".join(notes) or None,
        ),
        h.p(".field-hint", id=f"{name}-hint")[hint] if hint else None,
        h.p(".field-error", id=f"{name}-error")[error] if error else None,
    ]


def submit(label: str) -> h.Element:
    """Render the one button of a form."""
    return h.button(".button.button-primary", type="submit")[label]
