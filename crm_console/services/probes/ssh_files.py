"""paramiko's SFTP client, and the three questions that tell one *Failure* from another."""

from __future__ import annotations

import errno
import stat

import paramiko

EXTENDED = 200  # SSH_FXP_EXTENDED


class Files(paramiko.SFTPClient):  # type: ignore[misc]
    """All of them answer None or False where the server does not know the question."""

    def space(self, folder: str) -> tuple[int, int] | None:
        """Free and total bytes of the disk that the folder lies on (OpenSSH's statvfs)."""
        try:
            _, message = self._request(EXTENDED, "statvfs@openssh.com", folder)
            message.get_int64()
            unit, blocks, _, available = (message.get_int64() for _ in range(4))
        except (OSError, paramiko.SSHException, EOFError):
            return None
        return available * unit, blocks * unit

    def refuses_removal(self, path: str) -> bool:
        """Whether removing what does not exist is forbidden: then nothing may be written anywhere."""
        try:
            self.remove(path)
        except OSError as error:
            return error.errno == errno.EACCES
        return False

    def owner(self, folder: str) -> str:
        """Mode, user and group of a folder, as the server tells them."""
        try:
            seen = self.stat(folder)
        except OSError:
            return ""
        return f"{stat.filemode(seen.st_mode or 0)} {seen.st_uid}:{seen.st_gid}"
