"""E-mail without the world: a listener on this machine, an outbox in a folder."""
