"""The examples of docs/extending.md work from outside the package."""

import re
import sys
from pathlib import Path

import pytest

from inbox_app.channels import registry as channels
from inbox_app.components.contact_panel import registry as cards
from inbox_app.extensions import load_extensions

DOCUMENT = Path(__file__).parents[1] / "docs" / "extending.md"


@pytest.fixture
def examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write each example into a file of its own, and forget them afterwards."""
    for name in [name for name in sys.modules if name.startswith("inbox_extensions.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(cards, "_cards", dict(cards._cards))
    monkeypatch.setattr(channels, "_channels", dict(channels._channels))
    blocks = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    for number, block in enumerate(blocks):
        (tmp_path / f"example_{number}.py").write_text(block)
    return tmp_path


def test_a_card_and_a_channel_are_each_one_file(examples: Path) -> None:
    loaded = load_extensions(examples)

    assert len(loaded) == 2
    assert any(card.name.endswith("orders_card") for card in cards.registered_cards())
    assert channels.get_channel("spool") is not None


def test_a_broken_extension_is_left_out_and_the_others_are_loaded(
    examples: Path,
) -> None:
    (examples / "broken.py").write_text("raise RuntimeError('no')")
    (examples / "fine.py").write_text("")

    loaded = load_extensions(examples)

    assert "inbox_extensions.fine" in loaded
    assert "inbox_extensions.broken" not in loaded
