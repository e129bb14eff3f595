"""Raw mails and attachments as files named by what is in them.

Equal bytes are stored once, a write is complete or absent (temporary file,
rename), and the key is checked before it becomes a path.
"""

import hashlib
import os
import re
import secrets
import time
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
        if self._touch(path):
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

    def keys_in(self, prefix: str, *, untouched_for: float) -> list[str]:
        """List the blobs of one of the 256 folders that nobody stored lately."""
        folder = self.folder / prefix
        if not folder.is_dir():
            return []
        return [
            path.name
            for path in folder.iterdir()
            if _KEY.fullmatch(path.name) and _is_old(path, untouched_for)
        ]

    def discard(self, key: str, *, untouched_for: float) -> bool:
        """Delete a blob, unless it was stored again in the meantime.

        It is taken aside first: who stores the same bytes from here on writes
        them anew, and who has just done so has touched the file.
        """
        path = self._path(key)
        aside = path.with_name(f"{key}.{secrets.token_hex(4)}")
        try:
            path.rename(aside)
        except FileNotFoundError:
            return False
        if _is_old(aside, untouched_for):
            aside.unlink()
            return True
        aside.replace(path)
        return False

    def discard_unfinished(self, *, untouched_for: float) -> int:
        """Delete what was begun and given up: uploads, and files never finished."""
        begun = [
            path
            for folder in self.folder.iterdir()
            if folder.is_dir()
            for path in folder.iterdir()
            if not _KEY.fullmatch(path.name) and _is_old(path, untouched_for)
        ]
        for path in begun:
            path.unlink(missing_ok=True)
        return len(begun)

    def temporary_folder(self) -> Path:
        """Where uploads grow before `take_in`: on the same disk as the store."""
        folder = self.folder / "incoming"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _touch(self, path: Path) -> bool:
        """Say that a blob is wanted at this moment; False when there is none."""
        try:
            os.utime(path)
        except FileNotFoundError:
            return False
        return True

    def _make_folder(self, folder: Path) -> None:
        # There are 256 of them, and asking for one costs as much as a small file.
        if folder not in self._made:
            folder.mkdir(parents=True, exist_ok=True)
            self._made.add(folder)

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise FileNotFoundError(key)
        return self.folder / key[:2] / key


def _is_old(path: Path, seconds: float) -> bool:
    try:
        return time.time() - path.stat().st_mtime >= seconds
    except FileNotFoundError:
        return False
