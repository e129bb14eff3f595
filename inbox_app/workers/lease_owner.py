"""Names the holder of a lease so that the next start knows when it is dead.

Without this a process that was killed would keep its mailboxes unread until
its leases run out.
"""

import os
import platform
import secrets

# A container starts each time under the same name and number.
_START = secrets.token_hex(4)


def new_owner() -> str:
    """Make a name for one holder in this process."""
    return f"{platform.node()[:30]}/{os.getpid()}/{_START}/{secrets.token_hex(4)}"


def is_gone(owner: str) -> bool:
    """Tell whether the process behind a name has certainly ended.

    Of other machines nothing is known: their leases run out.
    """
    node, _, rest = owner.partition("/")
    number, _, others = rest.partition("/")
    start, _, _ = others.partition("/")
    if node != platform.node()[:30] or not number.isdecimal():
        return False
    if int(number) == os.getpid():
        return start != _START
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        # It runs as somebody else.
        return False
    return False
