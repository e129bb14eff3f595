"""The style sheets of the interface, by region."""

# Later ones refine earlier ones, so the order matters.
SHEETS = (
    "tokens",
    "ground",
    "buttons",
    "displays",
    "fields",
    "overlays",
    "frame",
    "list",
    "timeline",
    "editor",
    "composer",
    "panel",
    "doors",
    "forms",
    "narrow",
    "motion",
    "inbox",
    "conversation",
    "sending",
    "settings",
    "triage",
    "palette",
    "views",
    "print",
)
