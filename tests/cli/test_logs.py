"""One line an event, whoever writes it; and no log keeps anybody from their work."""

import json
import logging
import sys
from errno import ENOSPC
from io import StringIO

import pytest

from triage.cli.logs import to_stderr
from triage.log import structlog


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_ours_and_those_of_libraries_have_one_form(capsys: pytest.CaptureFixture[str]) -> None:
    to_stderr()
    structlog.stdlib.get_logger("receive").info("message", uid=5, ticket="AM-1001", because="für 山田")
    logging.getLogger("triage.inbound").warning("mailbox %s: gone", "desk@shop.test")
    ours, theirs = told(capsys)
    assert ours.pop("timestamp")
    assert theirs.pop("timestamp")
    assert ours == {"uid": 5, "ticket": "AM-1001", "because": "für 山田", "event": "message", "level": "info", "logger": "receive"}  # fmt: skip
    assert theirs == {"event": "mailbox desk@shop.test: gone", "level": "warning", "logger": "triage.inbound"}


def test_what_is_below_the_level_is_not_said(capsys: pytest.CaptureFixture[str]) -> None:
    to_stderr(logging.WARNING)
    log = structlog.stdlib.get_logger("desk")
    log.debug("small")
    log.info("usual")
    log.warning("odd")
    logging.getLogger("triage.inbound").info("usual")
    assert [line["event"] for line in told(capsys)] == ["odd"]


def test_a_failure_comes_with_its_traceback_in_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    to_stderr()
    try:
        {}["no such page"]
    except KeyError:
        structlog.stdlib.get_logger("receive").exception("a message broke us", uid=7)
    (line,) = told(capsys)
    assert (line["event"], line["level"], line["uid"]) == ("a message broke us", "error", 7)
    assert str(line["exception"]).startswith("Traceback")
    assert str(line["exception"]).endswith("KeyError: 'no such page'")


class Full(StringIO):
    """A disk without room."""

    def write(self, _: str) -> int:
        raise OSError(ENOSPC, "No space left on device")


def test_a_log_that_nobody_can_write_keeps_nobody_from_their_work(monkeypatch: pytest.MonkeyPatch) -> None:
    for stream in (Full(), StringIO()):
        monkeypatch.setattr(sys, "stderr", stream)
        to_stderr()
        if not isinstance(stream, Full):
            stream.close()
        structlog.stdlib.get_logger("receive").info("message", uid=5)
