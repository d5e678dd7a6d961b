"""Prints the host key of an SSH server, as paramiko sees it: some servers are too old or too odd for ssh-keyscan."""

from __future__ import annotations

import logging
import socket
import sys

import paramiko

logging.getLogger("paramiko").setLevel(logging.CRITICAL + 1)
with socket.create_connection((sys.argv[1], int(sys.argv[2])), 4) as sock:
    transport = paramiko.Transport(sock)
    transport.start_client(timeout=4)
    key = transport.get_remote_server_key()
    print(key.get_name(), key.get_base64())
    transport.close()
