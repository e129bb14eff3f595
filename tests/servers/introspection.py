"""The OAuth side of a mail server: says whose access token this is."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs


class TokenIntrospection:
    """Answers token introspection (RFC 7662) for the tokens it was given."""

    def __init__(self) -> None:
        """Listen on a free port at once."""
        self.addresses: dict[str, str] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler_class())
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where a mail server asks."""
        return f"http://127.0.0.1:{self._server.server_port}/introspect"

    def grant(self, token: str, address: str) -> None:
        """Make a token good for one mailbox."""
        self.addresses[token] = address

    def revoke(self, token: str) -> None:
        """Make a token bad, as when it expires."""
        self.addresses.pop(token, None)

    def stop(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler_class(self) -> type[BaseHTTPRequestHandler]:
        addresses = self.addresses

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                form = parse_qs(self.rfile.read(length).decode())
                address = addresses.get(form.get("token", [""])[0])
                answer: dict[str, object] = {"active": address is not None}
                if address:
                    answer["email"] = address
                body = json.dumps(answer).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Keep the test output clean."""

        return Handler
