"""Names of the sizes, tones and variants that a component may ask for."""

from typing import Literal

Tone = Literal["neutral", "accent", "ok", "warn", "danger", "note"]
ButtonVariant = Literal["primary", "secondary", "quiet", "danger"]
Size = Literal["small", "medium", "large"]
AvatarSize = Literal["small", "medium", "normal", "large"]
DialogWidth = Literal["normal", "wide"]
MenuAlign = Literal["start", "end"]
