"""Twenty SFTP tests of one folder at the same time: all pass, no two write one file (H25)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from crm_console.core.jobs import Context
from crm_console.core.report import State
from crm_console.services.probes.sftp import probe
from tests.lab.files_openssh import target
from tests.servers.probing import states, step

TOGETHER = 20


def test_twenty_at_once_never_share_a_file(sshd):
    before = set(Path(sshd.folder).iterdir())
    with ThreadPoolExecutor(TOGETHER) as pool:
        reports = list(pool.map(lambda _: probe(target(sshd), sshd.password, Context()), range(TOGETHER)))
    assert [states(report) for report in reports if report.state is not State.OK] == []
    names = {Path(step(report, "upload").facts["file"]) for report in reports}
    assert len(names) == TOGETHER
    assert set(Path(sshd.folder).iterdir()) - before == names
