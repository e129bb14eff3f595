"""Raw mails and attachments as files named by what is in them.

Equal bytes are stored once, a write is complete or absent (temporary file,
rename), and the key is checked before it becomes a path.
"""

import hashlib
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

_KEY = re.compile(r"[0-9a-f]{64}")
CHUNK_BYTES = 1 << 20


class BlobStore:
    """Content-addressed files below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made: set[Path] = set()

    def put(self, content: bytes) -> str:
        """Store `content`; returns its key, the SHA-256 in hexadecimal.

        Raises:
            OSError: the disk is full or not writable; nothing half-written stays.
        """
        key = hashlib.sha256(content).hexdigest()
        path = self._path(key)
        if path.exists():
            return key
        self._make_folder(path.parent)
        draft = path.with_name(f"{key}.{secrets.token_hex(4)}")
        try:
            draft.write_bytes(content)
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        return key

    def take_in(self, source: Path) -> str:
        """Move a finished file into the store; returns its key."""
        digest = hashlib.sha256()
        with source.open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                digest.update(chunk)
        key = digest.hexdigest()
        path = self._path(key)
        self._make_folder(path.parent)
        source.replace(path)
        return key

    def get(self, key: str) -> bytes:
        """Read a blob.

        Raises:
            FileNotFoundError: there is none of this key.
        """
        return self._path(key).read_bytes()

    def stream(self, key: str) -> Iterator[bytes]:
        """Read a blob piece by piece."""
        with self._path(key).open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                yield chunk

    def path(self, key: str) -> Path:
        """The file behind a key, for those who can send a file themselves."""
        return self._path(key)

    def exists(self, key: str) -> bool:
        """Tell whether the blob is there."""
        return self._path(key).exists()

    def temporary_folder(self) -> Path:
        """Where uploads grow before `take_in`: on the same disk as the store."""
        folder = self.folder / "incoming"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _make_folder(self, folder: Path) -> None:
        # There are 256 of them, and asking for one costs as much as a small file.
        if folder not in self._made:
            folder.mkdir(parents=True, exist_ok=True)
            self._made.add(folder)

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise FileNotFoundError(key)
        return self.folder / key[:2] / key
