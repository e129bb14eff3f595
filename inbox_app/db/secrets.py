"""Credentials at rest, encrypted with Fernet (AES-128-CBC and HMAC-SHA256)."""

import base64
import hashlib
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken


class SecretBox:
    """Seals small dictionaries; the key is derived from the secret key setting."""

    def __init__(self, secret_key: bytes) -> None:
        digest = hashlib.sha256(b"inbox secrets:" + secret_key).digest()
        self._fernet = Fernet(base64.urlsafe_b64encode(digest))

    def seal(self, value: dict[str, Any]) -> bytes:
        """Encrypt."""
        return self._fernet.encrypt(json.dumps(value).encode())

    def open(self, sealed: bytes) -> dict[str, Any]:
        """Decrypt; an empty value is an empty dictionary.

        Raises:
            SecretUnreadableError: the secret key is not the one it was sealed with.
        """
        if not sealed:
            return {}
        try:
            return json.loads(self._fernet.decrypt(sealed))
        except InvalidToken:
            raise SecretUnreadableError from None


class SecretUnreadableError(Exception):
    """The secret key was changed: credentials must be typed again."""
