"""`triage explain`: a mail in, what would happen out."""

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.cli.terminal import HOSTILE, QUESTION, RETURN, Terminal
from triage.inbound.message import LIMITS
from triage.settings import shipped

KEYS = (
    "file message_id date from from_name reply_to to cc subject kind authenticated text full_text attachments language mailbox "
    "category confidence team priority facts missing acknowledge because deadlines"
).split()
AWAY = """\
    From: ann@shop.test
    To: support@aeropressmall.com
    Subject: Out of office: your answer
    Auto-Submitted: auto-replied
    Date: Fri, 20 Nov 2026 17:00:00 -0500

    I am away until Monday.
    """
WITH_PHOTO = """\
    From: ann@shop.test
    Reply-To: ann@home.test
    To: press@aeropressmall.com
    Cc: bob@shop.test
    Subject: A photo
    Date: Fri, 20 Nov 2026 12:00:00 -0500
    MIME-Version: 1.0
    Content-Type: multipart/mixed; boundary="b"

    --b
    Content-Type: text/plain

    Does this filter fit the AeroPress Clear?
    --b
    Content-Type: image/png
    Content-Disposition: attachment; filename="photo.png"
    Content-Transfer-Encoding: base64

    iVBORw0KGgo=
    --b--
    """


def test_the_answer_has_exactly_the_keys_of_the_contract(terminal: Terminal) -> None:
    done = terminal.says("explain", "--json", terminal.write("ann.eml", QUESTION))
    [row] = done.rows()
    assert (done.code, done.err) == (0, "")
    assert list(row) == KEYS
    assert row["file"] == "ann.eml"
    assert (row["message_id"], row["from"], row["from_name"]) == ("ann-1@shop.test", "ann@shop.test", "Ann Example")
    assert (row["reply_to"], row["to"], row["cc"]) == (None, ["support@aeropressmall.com"], [])
    assert (row["kind"], row["authenticated"], row["language"]) == ("person", "none", "en")
    assert (row["mailbox"], row["category"], row["team"]) == (
        "support@aeropressmall.com",
        "order-tracking",
        "aftersales",
    )
    assert (row["facts"]["order_number"], row["missing"], row["acknowledge"]) == (["AM-10432"], [], True)
    assert 0 < row["confidence"] <= 1
    assert all(isinstance(sentence, str) for sentence in row["because"])


def test_a_promise_is_told_by_the_desks_clock(terminal: Terminal) -> None:
    """Received on a Friday at 17:00, two working days."""
    [row] = terminal.says("explain", "--json", terminal.write("ann.eml", QUESTION)).rows()
    assert row["deadlines"] == [{"stage": "verification", "due_at": "2026-11-24T17:00:00-05:00", "clause": "3"}]


@pytest.mark.parametrize(
    ("at", "due"),
    [
        ("2026-11-20T17:00-05:00", "2026-11-24T17:00:00-05:00"),
        ("2026-11-20T22:00Z", "2026-11-24T17:00:00-05:00"),
        ("2026-11-21T12:00-05:00", "2026-11-25T09:00:00-05:00"),  # a Saturday: counted from Monday's opening
        ("2026-07-02T10:00-04:00", "2026-07-07T10:00:00-04:00"),  # Independence Day is kept on Friday 3 July
    ],
)
def test_the_moment_of_receipt_can_be_given(terminal: Terminal, at: str, due: str) -> None:
    mail = terminal.write("ann.eml", QUESTION)
    [row] = terminal.says("explain", "--json", "--at", at, mail).rows()
    assert [deadline["due_at"] for deadline in row["deadlines"]] == [due]
    assert datetime.fromisoformat(due).astimezone(ZoneInfo("America/New_York")).isoformat() == due


@pytest.mark.parametrize(
    "at", ["2026-11-20T17:00", "tomorrow", "", "0001-01-01T00:00+05:00", "9999-12-31T23:59-05:00", "2026-02-30T10:00Z"]
)
def test_a_moment_that_cannot_be_is_wrong_usage(terminal: Terminal, at: str) -> None:
    done = terminal.says("explain", "--at", at, terminal.write("ann.eml", QUESTION))
    assert (done.code, done.out) == (2, "")
    assert "--at" in done.err


def test_no_claimed_moment_breaks_it(terminal: Terminal) -> None:
    claims = (
        "Date: Mon, 01 Jan 0001 00:00:00 +1400",
        "Date: Fri, 31 Dec 9999 23:59:59 -1200",
        "Date: Sun, 31 Dec 100 00:00:00 +2359",
        "Received: from a by b; Mon, 01 Jan 0100 00:00:00 +1400",
        "Received: from a by b; nobody knows",
        "Received: from a by b; Fri, 20 Nov 2026 17:00:00 +9999",
        "Date:",
    )
    text = "From: ann@shop.test\n{claim}\nSubject: Where is my parcel AM-10432?\n\nWhere is it?\n"
    files = [terminal.write(f"{number}.eml", text.format(claim=claim)) for number, claim in enumerate(claims)]
    done = terminal.says("explain", "--json", *files)
    assert done.code == 0, done.err
    assert [row["category"] for row in done.rows()] == ["order-tracking"] * len(claims)


def test_the_mailbox_can_be_given(terminal: Terminal) -> None:
    mail = terminal.write(
        "ann.eml", "From: ann@shop.test\nTo: somebody@elsewhere.test\nSubject: Hello\n\nHello there.\n"
    )
    [row] = terminal.says("explain", "--json", "--mailbox", "Support@AeroPressMall.com", mail).rows()
    assert row["mailbox"] == "support@aeropressmall.com"
    [row] = terminal.says("explain", "--json", mail).rows()
    assert row["mailbox"] == "press@aeropressmall.com"  # none of its headers names one: the first


def test_an_unknown_mailbox_is_wrong_usage(terminal: Terminal) -> None:
    done = terminal.says("explain", "--mailbox", "sales@aeropressmall.com", terminal.write("ann.eml", QUESTION))
    assert (done.code, done.out) == (2, "")
    assert "support@aeropressmall.com" in done.err


def test_an_alias_names_its_mailbox(terminal: Terminal) -> None:
    rules = (
        shipped("rules.yaml")
        .read_text("utf-8")
        .replace("    purpose: aftersales,", "    aliases: [help@aeropressmall.com]\n    purpose: aftersales,")
    )
    terminal.write("rules.yaml", rules)
    mail = terminal.write(
        "ann.eml", "From: ann@shop.test\nTo: help@aeropressmall.com\nSubject: Hello\n\nHello there.\n"
    )
    [row] = terminal.says("explain", "--json", mail).rows()
    assert row["mailbox"] == "support@aeropressmall.com"


def test_wholesale_goes_to_wholesale_whatever_it_reached(terminal: Terminal) -> None:
    text = (
        "We run a chain of cafés and would like to buy 200 AeroPress Original. Please send your wholesale price list."
    )
    mail = terminal.write("shop.eml", f"From: b@cafe.test\nTo: press@aeropressmall.com\nSubject: Wholesale\n\n{text}\n")
    [row] = terminal.says("explain", "--json", mail).rows()
    assert (row["mailbox"], row["category"]) == ("wholesale@aeropressmall.com", "wholesale")


def test_what_is_missing_is_named_and_starts_no_clock(terminal: Terminal) -> None:
    mail = terminal.write("ann.eml", "From: ann@shop.test\nTo: support@aeropressmall.com\n\nWhere is my parcel?\n")
    [row] = terminal.says("explain", "--json", mail).rows()
    assert "order_number" in row["missing"]
    assert (row["acknowledge"], row["deadlines"]) == (True, [])


def test_a_machine_is_not_answered_and_opens_nothing(terminal: Terminal) -> None:
    [row] = terminal.says("explain", "--json", terminal.write("away.eml", AWAY)).rows()
    assert (row["kind"], row["acknowledge"], row["category"], row["deadlines"]) == ("out_of_office", False, None, [])
    assert row["because"]


def test_attachments_and_addresses(terminal: Terminal) -> None:
    [row] = terminal.says("explain", "--json", terminal.write("photo.eml", WITH_PHOTO)).rows()
    assert row["attachments"] == [{"filename": "photo.png", "content_type": "image/png", "size": 8}]
    assert (row["reply_to"], row["cc"], row["mailbox"]) == (
        "ann@home.test",
        ["bob@shop.test"],
        "press@aeropressmall.com",
    )


def test_what_cannot_be_understood_is_set_aside_and_the_others_are_explained(terminal: Terminal) -> None:
    (terminal.folder / "huge.eml").write_bytes(b"From: ann@shop.test\n\n" + b"x" * (LIMITS.message_bytes + 1))
    (terminal.folder / "folder.eml").mkdir()
    names = ("huge.eml", "not-there.eml", "folder.eml", terminal.write("ann.eml", QUESTION))
    done = terminal.says("explain", "--json", *names)
    rows = done.rows()
    assert (done.code, done.err) == (1, "")
    assert [row["file"] for row in rows] == list(names)
    assert [row["kind"] for row in rows] == ["set_aside", "set_aside", "set_aside", "person"]
    for row in rows[:3]:
        assert list(row) == KEYS
        assert len(row["because"]) == 1
        assert row["acknowledge"] is False
        assert [row[name] for name in ("to", "cc", "attachments", "missing", "deadlines")] == [[], [], [], [], []]
        assert row["facts"] == {}
        assert {row[name] for name in ("message_id", "from", "subject", "text", "mailbox", "category", "team")} == {
            None
        }


def test_bytes_that_are_no_mail_are_still_answered(terminal: Terminal) -> None:
    for name, raw in (("empty.eml", b""), ("noise.eml", bytes(range(256)) * 20), ("nul.eml", b"\0" * 100)):
        (terminal.folder / name).write_bytes(raw)
    done = terminal.says("explain", "--json", "empty.eml", "noise.eml", "nul.eml")
    assert [list(row) for row in done.rows()] == [KEYS] * 3
    assert "Traceback" not in done.err


def test_a_file_name_that_is_no_text_is_still_json(terminal: Terminal) -> None:
    done = terminal.says("explain", "--json", "not-\udcff-there.eml")
    assert done.code == 1
    assert done.rows()[0]["file"] == "not-\udcff-there.eml"


def test_it_touches_nothing(terminal: Terminal) -> None:
    mail = terminal.write("ann.eml", QUESTION)
    terminal.says("explain", mail)
    terminal.says("explain", "--json", mail)
    assert [path.name for path in terminal.folder.iterdir()] == ["ann.eml"]


def test_broken_rules_are_told_instead(terminal: Terminal) -> None:
    terminal.write("rules.yaml", "desk: [\n")
    done = terminal.says("explain", "--json", terminal.write("ann.eml", QUESTION))
    assert (done.code, done.out) == (1, "")
    assert "rules.yaml:2:1" in done.err


def test_without_files_it_is_wrong_usage(terminal: Terminal) -> None:
    assert terminal.says("explain").code == 2


def test_in_words(terminal: Terminal) -> None:
    done = terminal.says(
        "explain", terminal.write("ann.eml", QUESTION), terminal.write("bob.eml", RETURN), "nothing.eml"
    )
    assert done.code == 1
    assert "order-tracking" in done.out
    assert "verification by 2026-11-24T17:00:00-05:00 (clause 3)" in done.out
    assert "return-request" in done.out
    assert "the file cannot be read" in done.out


def test_mail_cannot_write_to_the_terminal(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    done = terminal.says("explain", terminal.write("eve.eml", HOSTILE))
    assert done.code == 0
    assert "evil" in done.out
    assert [character for character in done.out if not character.isprintable() and character != "\n"] == []


def test_every_shipped_sample_is_explained(terminal: Terminal) -> None:
    samples = sorted(map(str, (Path(__file__).parents[2] / "triage/demo/mails").glob("*.eml")))
    done = terminal.says("explain", "--json", *samples)
    assert done.code == 0
    assert [row["file"] for row in done.rows()] == samples


def test_every_reason_names_its_line_and_every_day_is_counted(terminal: Terminal) -> None:
    evening = RETURN.replace("Fri, 20 Nov 2026 16:00:00", "Wed, 25 Nov 2026 15:00:00")
    printed = terminal.says("explain", terminal.write("bob.eml", evening)).out
    assert "runner-up " in printed
    assert "order_number: AM-10577 ('AM-10577' in the text)" in printed
    assert re.search(r"speaks for return-request \(\+4; rules\.yaml:\d+, the word in \d+\)", printed)
    clock = printed[printed.index("clock ") :].splitlines()
    assert clock[0].endswith(
        "audit is due Fri 2026-11-27 15:00 EST: 1 working day from Wed 2026-11-25 15:00 EST (clause 4)"
    )
    assert [line.strip() for line in clock[1:]] == [
        "Wed 25 Nov: 15:00–18:00, counted 3 h",
        "Thu 26 Nov: Thanksgiving Day, skipped",
        "Fri 27 Nov: 09:00–15:00, counted 6 h",
    ]


def test_each_reason_not_to_answer_is_told(terminal: Terminal) -> None:
    printed = terminal.says("explain", terminal.write("away.eml", AWAY)).out
    assert "no letter " in printed


def test_a_mail_in_staffs_name_that_would_be_refused_says_so(terminal: Terminal) -> None:
    forged = """\
        From: Ben Cole <aftersales-1@aeropressmall.com>
        To: support@aeropressmall.com
        Subject: Re: [AM-1001]
        Date: Fri, 20 Nov 2026 12:00:00 -0500

        #close
        """
    file = terminal.write("forged.eml", forged)
    printed = terminal.says("explain", file).out
    assert re.search(
        r"refused +a mail from aftersales-1@aeropressmall.com was not taken for staff's: it answers no", printed
    )
    [row] = terminal.says("explain", "--json", file).rows()
    assert row["category"] is None
    assert any("was not taken for staff's" in sentence for sentence in row["because"])
