"""What every test may ask for: servers, databases, the time."""

import pytest

pytest_plugins = ["tests.servers.fixtures", "tests.databases"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the browser tests last.

    The browser's driver leaves its event loop running in this thread, where no
    other test could start one of its own.
    """
    items.sort(key=lambda item: "/e2e/" in item.path.as_posix())
