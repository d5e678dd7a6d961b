"""Python's ftplib doing the job of our FTP test, as a careful script would. One JSON object on stdin tells the job."""

from __future__ import annotations

import ftplib
import io
import json
import sys

job = json.load(sys.stdin)
content = job["content"].encode()
call = "connect"


def main() -> None:
    global call  # noqa: PLW0603 - names the call that is under way
    ftp = ftplib.FTP(timeout=job["patience"])
    ftp.connect(job["host"], job["port"])
    call = "login"
    ftp.login(job["user"], job["password"] or "")
    ftp.set_pasv(job["passive"])
    if job["folder"]:
        call = "cwd"
        ftp.cwd(job["folder"])
    call = "storbinary"
    ftp.storbinary(f"STOR {job['name']}", io.BytesIO(content))
    call = "retrbinary"
    parts: list[bytes] = []
    ftp.retrbinary(f"RETR {job['name']}", parts.append)
    if (read := b"".join(parts)) != content:
        print(f"the file read back differs: {len(read)} bytes instead of {len(content)}")
    call = "second upload: storbinary"
    ftp.storbinary(f"STOR {job['name']}", io.BytesIO(content))
    call = "quit"
    ftp.quit()


try:
    main()
except Exception as error:
    print(f"in {call}(): {type(error).__name__}: {error}")
    sys.exit(1)
