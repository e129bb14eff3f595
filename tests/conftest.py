"""What every test may ask for: servers, databases, the time."""

pytest_plugins = ["tests.servers.fixtures", "tests.databases"]
