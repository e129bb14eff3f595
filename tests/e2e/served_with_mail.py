"""The program as it is served, taking mail in from standard input.

Each line is `{"channel": id, "mails": [base64, …]}`; once they are stored and
published, a line `received` goes to standard output.
"""

import base64
import json
import os
import sys
import threading
import traceback

from inbox_app.config import get_settings
from inbox_app.db.unit_of_work import current_store
from inbox_app.ingest.pipeline import IncomingMail, ingest_mails
from inbox_app.server import serve


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def take_mail_in() -> None:
    try:
        take_orders()
    except Exception:  # noqa: BLE001 - whoever waits for an answer must hear of it
        traceback.print_exc()
        os._exit(1)


def take_orders() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        store = current_store()
        mails = [
            IncomingMail(base64.b64decode(mail), store.clock())
            for mail in order["mails"]
        ]
        ingest_mails(store, order["channel"], mails)
        say("received")


if __name__ == "__main__":
    threading.Thread(target=take_mail_in, daemon=True).start()
    serve(get_settings(), announce=say)
