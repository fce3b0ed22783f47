"""A terminal in this process, and a few mails from the desk's past."""

import json
import textwrap
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

from triage.cli.commands import triage
from triage.cli.exits import exit_code


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What a command left on the terminal."""

    code: int
    out: str
    err: str

    def rows(self) -> list[dict[str, Any]]:
        """Each line of stdout as the object that it must be."""
        return [json.loads(line) for line in self.out.splitlines()]


class Terminal:
    """Commands typed in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def says(self, *arguments: str) -> Said:
        out, err = (TextIOWrapper(BytesIO(), "utf-8", write_through=True) for _ in range(2))
        with redirect_stdout(out), redirect_stderr(err), chdir(self.folder):
            code = exit_code(triage, list(arguments))
        return Said(code=code, out=out.buffer.getvalue().decode(), err=err.buffer.getvalue().decode())

    def write(self, name: str, text: str) -> str:
        """A file in the folder; answers its name."""
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(textwrap.dedent(text).encode())
        return name


QUESTION = """\
    From: Ann Example <ann@shop.test>
    To: support@aeropressmall.com
    Subject: Where is my parcel?
    Message-ID: <ann-1@shop.test>
    Date: Fri, 20 Nov 2026 17:00:00 -0500

    Where is my order AM-10432, an AeroPress Go? The tracking page has not changed for a week.
    """
AND_MORE = """\
    From: Ann Example <ann@shop.test>
    To: support@aeropressmall.com
    Subject: Re: Where is my parcel?
    Message-ID: <ann-2@shop.test>
    In-Reply-To: <ann-1@shop.test>
    Date: Fri, 20 Nov 2026 17:20:00 -0500

    The courier says that it was never handed over.
    """
RETURN = """\
    From: bob@shop.test
    To: support@aeropressmall.com
    Subject: Return
    Date: Fri, 20 Nov 2026 16:00:00 -0500

    I would like to return my AeroPress Go, order AM-10577, because it does not fit my cup.
    """
# "CSI 2 J" would clear the terminal, OSC 0 set its title, U+202E turn the rest of the line around
HOSTILE = """\
    From: =?utf-8?B?G1szMW1FdmU=?= <eve@shop.test>
    To: support@aeropressmall.com
    Subject: =?utf-8?B?G1sySmV2aWzigK5zc2VzG10wO293bmVkBw==?=
    Date: Fri, 20 Nov 2026 15:00:00 -0500
    Content-Type: text/plain; charset=utf-8

    My parcel AM-10601 \x1b[2J is \u202enot here\x9b31m. Where is it?
    """
JAPANESE = """\
    From: kenji@shop.test
    To: support@aeropressmall.com
    Subject: =?utf-8?B?44GK5bGK44GR44CA5YWI?=
    Date: Fri, 20 Nov 2026 14:00:00 -0500
    Content-Type: text/plain; charset=utf-8

    注文　AM-10444　の商品が届きません。
    """
PAST = {"ann": QUESTION, "ann-more": AND_MORE, "bob": RETURN, "eve": HOSTILE, "kenji": JAPANESE}
