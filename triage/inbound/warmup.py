"""Imported by the fork server of `readers` only: two readings, so that every worker is born with its patterns compiled."""

import gc

gc.disable()  # what is loaded stays: there are no cycles to look for

from triage.inbound.origin import Ours  # noqa: E402  see above
from triage.inbound.readers import read  # noqa: E402  see above

ANSWER = b"""\
From: Anna <anna@customer.example>
To: desk@shop.example
Subject: Re: Where is my order?
References: <1@shop.example>

I am still waiting for order 10432.

On Monday, Desk <desk@shop.example> wrote:
> We have sent it.
"""
ENQUIRY = b"""\
From: Anna <anna@customer.example>
To: desk@shop.example
Subject: Return of order 10432
Content-Type: text/html; charset="utf-8"

<p>How can I send <b>order 10432</b> back?</p>
"""

for letter in (ANSWER, ENQUIRY):
    read(letter, Ours(addresses=frozenset({"desk@shop.example"})))
gc.freeze()
gc.enable()
