"""The database, the blob store and the secrets: how bytes are kept."""
