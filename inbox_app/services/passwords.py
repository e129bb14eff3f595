"""Password hashes: argon2id, with the same work whether an account exists or not."""

import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from inbox_app.domain.errors import InvalidInputError

MINIMUM_LENGTH = 10
# Longer ones would only cost us time.
MAXIMUM_LENGTH = 1000

# 19 MiB and two passes: the memory is taken once for each log-in under way.
_HASHER = PasswordHasher(memory_cost=19_456, time_cost=2, parallelism=1)
_AT_ONCE = threading.BoundedSemaphore(2)


class WeakPasswordError(InvalidInputError):
    """The password is shorter than `MINIMUM_LENGTH`."""

    code = "weak_password"


def hash_password(password: str) -> str:
    """Return what may be stored of a password.

    Raises:
        WeakPasswordError: it is too short, or absurdly long.
    """
    if not MINIMUM_LENGTH <= len(password) <= MAXIMUM_LENGTH:
        raise WeakPasswordError(field="password", n=MINIMUM_LENGTH)
    with _AT_ONCE:
        return _HASHER.hash(_encoded(password))


def verify_password(password_hash: str, password: str) -> bool:
    """Tell whether they belong together.

    An empty hash stands for an unknown account: it takes as long and is False.
    """
    if len(password) > MAXIMUM_LENGTH:
        return False
    with _AT_ONCE:
        try:
            matches = _HASHER.verify(
                password_hash or _hash_of_nobody(), _encoded(password)
            )
        except (VerificationError, InvalidHashError):
            return False
    return matches and bool(password_hash)


def renew_hash(password_hash: str, password: str) -> str | None:
    """Return a new hash where the old one was made with weaker parameters."""
    if not _HASHER.check_needs_rehash(password_hash):
        return None
    with _AT_ONCE:
        return _HASHER.hash(_encoded(password))


@cache
def _hash_of_nobody() -> str:
    return _HASHER.hash("an account that does not exist")


def _encoded(password: str) -> bytes:
    # A form may carry half a surrogate pair, which UTF-8 alone refuses.
    return password.encode("utf-8", "surrogatepass")
