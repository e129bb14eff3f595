"""Delivery reports read: whom a mail did not reach, and why."""

from inbox_app.domain.envelope import Bounce, Complaint, ParsedMail
from inbox_app.ingest.mime import Part


def find_bounce(root: Part, mail: ParsedMail) -> Bounce | None:
    return None


def find_complaint(root: Part) -> Complaint | None:
    return None
