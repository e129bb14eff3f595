"""The inbound pipeline: from raw bytes to a conversation, one step a file."""
