"""Imported by the fork server of `readers` only: one reading, so that every worker is born with its patterns compiled."""

import gc

gc.disable()  # what is loaded stays: there are no cycles to look for

from triage.inbound.origin import Ours  # noqa: E402  see above
from triage.inbound.readers import read  # noqa: E402  see above

LETTER = b"""\
From: Anna <anna@customer.example>
To: desk@shop.example
Subject: Re: Where is my order?
References: <1@shop.example>

I am still waiting for order 10432.

On Monday, Desk <desk@shop.example> wrote:
> We have sent it.
"""

read(LETTER, Ours(addresses=frozenset({"desk@shop.example"})))
gc.freeze()
gc.enable()
