"""An IMAP server that answers as told: for servers stranger than Dovecot."""

import re
import socket
from collections.abc import Mapping
from threading import Thread

GREETING = "* OK [CAPABILITY IMAP4rev1 IDLE] ready"
# What each test needs and none is about; `TAG` stands for the command's tag.
USUAL_ANSWERS = {
    r"CAPABILITY": ["* CAPABILITY IMAP4rev1 IDLE", "TAG OK done"],
    r"LOGIN": ["TAG OK logged in"],
    r"NOOP": ["TAG OK done"],
    r"DONE": ["TAG OK done"],
    r"LOGOUT": ["* BYE", "TAG OK done"],
    r"EXAMINE": ["* OK [UIDVALIDITY 7] valid", "TAG OK [READ-ONLY] done"],
}


class ScriptedImap:
    """Serves one connection at a time; without a greeting it stays silent."""

    def __init__(
        self, answers: Mapping[str, list[str]], *, greeting: str | None = GREETING
    ) -> None:
        """Listen at once.

        Args:
            answers: patterns of commands to the lines that answer them.
            greeting: the first line, or None to say nothing at all.
        """
        self.commands: list[str] = []
        self._answers = {**USUAL_ANSWERS, **answers}
        self._greeting = greeting
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._connections: list[socket.socket] = []
        self.port: int = self._socket.getsockname()[1]
        self._thread = Thread(target=self._serve, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Hang up and stop listening."""
        for one in (self._socket, *self._connections):
            # Wakes the thread that waits for it, which closing alone does not.
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        self._thread.join()
        for one in (self._socket, *self._connections):
            one.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self._connections.append(connection)
            if self._greeting is not None:
                self._converse(connection, self._greeting)

    def _converse(self, connection: socket.socket, greeting: str) -> None:
        with connection.makefile("rwb") as stream:
            try:
                stream.write(f"{greeting}\r\n".encode())
                stream.flush()
                tag = ""
                for line in stream:
                    command = line.decode().strip()
                    # The end of IDLE is answered under the tag of its begin.
                    if command != "DONE":
                        tag, _, command = command.partition(" ")
                    self.commands.append(command)
                    for answer in self._answer_to(command):
                        stream.write(f"{answer}\r\n".replace("TAG", tag).encode())
                    stream.flush()
            except OSError:
                # The client hung up.
                return

    def _answer_to(self, command: str) -> list[str]:
        for pattern, answer in self._answers.items():
            if re.match(pattern, command):
                return answer
        return ["TAG BAD unknown command"]
