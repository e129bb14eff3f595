"""The steps added to the front-end build notice when Reflex changes below them."""

from collections.abc import Callable
from typing import Any

import pytest

from inbox_app.build_plugins import SlimBundle


def tasks_of(plugin: SlimBundle) -> tuple[dict[str, str], Callable[[str], str]]:
    written: dict[str, str] = {}
    changes: dict[str, Callable[[str], str]] = {}

    def save(task: Callable[[], tuple[str, str]]) -> None:
        path, content = task()
        written[path] = content

    context: dict[str, Any] = {
        "add_save_task": save,
        "add_modify_task": changes.__setitem__,
    }
    plugin.pre_compile(**context)
    return written, changes["vite.config.js"]


def test_the_bundling_gets_our_step_first_and_once() -> None:
    written, change = tasks_of(SlimBundle())

    config = change("export default {plugins: [\n    other(),\n]}")

    assert "export default function slim" in written["slim.js"]
    assert config.startswith('import slim from "./slim.js";')
    assert config.index("slim(),") < config.index("other(),")
    assert change(config) == config


def test_a_configuration_of_another_shape_stops_the_build() -> None:
    _, change = tasks_of(SlimBundle())

    with pytest.raises(RuntimeError):
        change("export default {}")
