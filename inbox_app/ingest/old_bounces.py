"""The wordings of mail servers that report in no standard form."""

import logging
from collections.abc import Iterable
from email.parser import BytesParser
from email.policy import compat32

# What a server says comes first; what it returns may be of any size.
_MAX_BYTES = 200_000
# The patterns look for addresses anywhere in a line, in quadratic time.
_MAX_LINE = 2000
# It logs each detector that trips over a mail; that says nothing to anybody.
logging.getLogger("flufl.bounce").disabled = True


def scan_old_formats(raw: bytes) -> tuple[list[str], list[str]]:
    """Return the addresses that failed for good and those that are delayed."""
    # Imported here, since few mails come this way.
    from flufl.bounce import all_failures

    lines = raw[:_MAX_BYTES].split(b"\n")
    message = BytesParser(policy=compat32).parsebytes(
        b"\n".join([line[:_MAX_LINE] for line in lines])
    )
    try:
        temporary, permanent = all_failures(message)
    except Exception:  # noqa: BLE001 - hostile mail trips the detectors in many ways
        return [], []
    return _decode(permanent), _decode(temporary)


def _decode(addresses: Iterable[bytes]) -> list[str]:
    found = (
        address.decode("ascii", "replace").strip().strip("<>") for address in addresses
    )
    return sorted(
        address for address in found if "@" in address and ".." not in address
    )
