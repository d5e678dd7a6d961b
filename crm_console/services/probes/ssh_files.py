"""paramiko's SFTP client: what the server says as it opens, and the questions that tell one *Failure* from another."""

from __future__ import annotations

import errno
import stat
from collections.abc import Callable
from dataclasses import dataclass

import paramiko
from paramiko.sftp import (
    CMD_CLOSE,
    CMD_DATA,
    CMD_HANDLE,
    CMD_OPEN,
    CMD_READ,
    CMD_WRITE,
    SFTP_FLAG_CREATE,
    SFTP_FLAG_EXCL,
    SFTP_FLAG_READ,
    SFTP_FLAG_WRITE,
    int64,
)

INIT, VERSION = 1, 2  # packets, draft-ietf-secsh-filexfer-02
PROTOCOL = 3
EXTENDED = 200
SPACE = "statvfs@openssh.com"
NOT_FOUND = {126, 127}  # how a shell ends that could not start the program
READ_ONLY_DISK = 1  # a flag of statvfs
LAST_WORDS_WITHIN = 0.5
LONGEST_WORDS = 1000


class NoSftpError(Exception):
    """The session opened, and it does not speak SFTP. `words` is what it said instead."""

    def __init__(self, words: str, code: int | None) -> None:
        super().__init__(words)
        self.words = words
        self.code = code

    @property
    def missing(self) -> bool:
        """Whether the server has no program for SFTP where it looks for one."""
        return self.code in NOT_FOUND


@dataclass(frozen=True)
class Space:
    """The disk that a folder lies on (OpenSSH's statvfs): bytes, and how many files it still takes."""

    free: int
    total: int
    files: int
    entries: int
    read_only: bool


class Files(paramiko.SFTPClient):  # type: ignore[misc]
    """All questions answer None or False where the server does not know them."""

    def __init__(self, channel: paramiko.Channel) -> None:
        self.extensions: tuple[str, ...] = ()
        self._reading: bytes | None = None
        self._heard: bytes | None = b""  # until the server has proved that it speaks SFTP
        try:
            super().__init__(channel)
        except (paramiko.SFTPError, paramiko.SSHException, EOFError) as error:
            raise self._last_words(channel) from error
        self._heard = None

    def _read_all(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            more: bytes = self.sock.recv(size - len(data))
            if self._heard is not None:
                self._heard += more
            if not more:
                raise EOFError
            data += more
        return data

    def _send_version(self) -> int:
        """paramiko passes over what the server can do besides."""
        hello = paramiko.Message()
        hello.add_int(PROTOCOL)
        self._send_packet(INIT, hello)
        kind, data = self._read_packet()
        if kind != VERSION:
            raise paramiko.SFTPError
        told = paramiko.Message(data)
        version: int = told.get_int()
        found = []
        while told.get_remainder():
            found.append(told.get_binary().decode("utf-8", "replace"))
            told.get_binary()
        self.extensions = tuple(found)
        return version

    def _last_words(self, channel: paramiko.Channel) -> NoSftpError:
        words = (self._heard or b"") + _rest(channel.recv, channel) + _rest(channel.recv_stderr, channel)
        text = words[:LONGEST_WORDS].decode("utf-8", "replace")
        ended = channel.status_event.wait(LAST_WORDS_WITHIN) and channel.exit_status >= 0
        lines = ("".join(char if char.isprintable() else "·" for char in line) for line in text.splitlines())
        return NoSftpError("\n".join(lines).strip(), channel.exit_status if ended else None)

    def write_whole(self, path: str, content: bytes) -> None:
        """Create the file, write and close it. Raises OSError, FileExistsError included in it.

        The two last go out together, and with them the wish to read: a server answers them in turn, two round trips
        later that would be.
        """
        new = SFTP_FLAG_WRITE | SFTP_FLAG_CREATE | SFTP_FLAG_EXCL
        _, message = self._request(CMD_OPEN, path, new, paramiko.SFTPAttributes())
        handle = message.get_binary()
        told = _Told()
        written = self._async_request(told, CMD_WRITE, handle, int64(0), content)
        closed = self._async_request(told, CMD_CLOSE, handle)
        opened = self._async_request(told, CMD_OPEN, path, SFTP_FLAG_READ, paramiko.SFTPAttributes())
        while not told.answers.keys() >= {written, closed, opened}:
            self._read_response()
        for number in (written, closed):
            self._convert_status(told.answers[number][1])
        kind, message = told.answers[opened]
        self._reading = message.get_binary() if kind == CMD_HANDLE else None

    def read_whole(self, path: str, size: int) -> bytes:
        """The file as it is now, `size` bytes at most; it closes with the line. Raises OSError."""
        if self._reading is None:  # not while it was being written: ask again
            _, message = self._request(CMD_OPEN, path, SFTP_FLAG_READ, paramiko.SFTPAttributes())
            self._reading = message.get_binary()
        read = b""
        while len(read) < size:
            try:
                kind, message = self._request(CMD_READ, self._reading, int64(len(read)), size - len(read))
            except EOFError:
                break
            if kind != CMD_DATA:
                break
            read += message.get_binary()
        return read

    def space(self, folder: str) -> Space | None:
        """What the disk of the folder still takes."""
        try:
            _, message = self._request(EXTENDED, SPACE, folder)
            message.get_int64()
            unit, blocks, _, available, files, _, entries, _, flags = (message.get_int64() for _ in range(9))
        except (OSError, paramiko.SSHException, EOFError):
            return None
        return Space(available * unit, blocks * unit, files, entries, bool(flags & READ_ONLY_DISK))

    def refuses_writing(self, path: str) -> bool:
        """Whether to open for writing is forbidden even where there is nothing: then it is so in every folder.

        The question creates nothing. A folder that may not be entered hides what it holds, and tells nothing.
        """
        return _refusal(lambda: self.stat(path)) == errno.ENOENT and (
            _refusal(lambda: self.open(path, "r+")) == errno.EACCES)

    def owner(self, folder: str) -> str:
        """Mode, user and group of a folder, as the server tells them."""
        try:
            seen = self.stat(folder)
        except OSError:
            return ""
        return f"{stat.filemode(seen.st_mode or 0)} {seen.st_uid}:{seen.st_gid}"


class _Told:
    """Answers that are not waited for one by one: the numbers of the questions, and what was said."""

    def __init__(self) -> None:
        self.answers: dict[int, tuple[int, paramiko.Message]] = {}

    def _async_response(self, kind: int, message: paramiko.Message, number: int) -> None:
        self.answers[number] = (kind, message)


def _refusal(ask: Callable[[], object]) -> int | None:
    """The number of the error with which the server refuses."""
    try:
        ask()
    except OSError as error:
        return error.errno
    return None


def _rest(receive: Callable[[int], bytes], channel: paramiko.Channel) -> bytes:
    """What else is said, as long as it comes at once."""
    channel.settimeout(LAST_WORDS_WITHIN)
    heard = b""
    try:
        while len(heard) < LONGEST_WORDS and (more := receive(LONGEST_WORDS)):
            heard += more
    except (OSError, EOFError):
        pass
    return heard
