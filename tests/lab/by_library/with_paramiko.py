"""paramiko doing the job of our SFTP test, as a careful script would. One JSON object on stdin tells the job."""

from __future__ import annotations

import io
import json
import logging
import sys

import paramiko

logging.getLogger("paramiko").setLevel(logging.CRITICAL + 1)  # the exception says it; the log repeats it
job = json.load(sys.stdin)
content = job["content"].encode()
call = "connect"


def main() -> None:
    global call  # noqa: PLW0603 - names the call that is under way
    patience = job["patience"]
    client = paramiko.SSHClient()
    client.load_host_keys(job["known_hosts"])
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy() if job["accept_new"] else paramiko.RejectPolicy())
    client.connect(job["host"], job["port"], job["user"], job["password"], timeout=patience, banner_timeout=patience,
                   auth_timeout=patience, channel_timeout=patience, look_for_keys=False, allow_agent=False)
    call = "open_sftp"
    sftp = client.open_sftp()
    sftp.get_channel().settimeout(patience)
    if job["folder"]:
        call = "chdir"
        sftp.chdir(job["folder"])
    call = "putfo"
    sftp.putfo(io.BytesIO(content), job["name"])
    call = "getfo"
    back = io.BytesIO()
    sftp.getfo(job["name"], back)
    if (read := back.getvalue()) != content:
        print(f"the file read back differs: {len(read)} bytes instead of {len(content)}")
    client.close()


try:
    main()
except Exception as error:
    print(f"in {call}(): {type(error).__name__}: {error}")
    sys.exit(1)
