"""Which values each letter gets: the promise between who decides a letter and who words it.

Tests hold the templates, the samples and templates/README.md to this table. Knows names, not wording.
Moments are aware datetimes and days are dates until the letter is composed: then the office writes them out in words, at
any depth of lists and mappings. What may be absent is None.
"""

from collections.abc import Mapping

COMMON = frozenset({"desk", "mailbox", "language"})  # compose() adds these to every letter
LAYOUT = frozenset({"heading", "blocks", "preview", "marks"})  # and these to HTML: see layout.py; what to set in bold
MARKS = ("ticket", "promised", "number")  # the values in bold
PANELS: Mapping[str, str] = {  # the values whose paragraph stands out, and as what kind of block; the last one wins
    "promised": "panel",
    "due": "panel",
    "overdue": "alarm",
    "warehouse_address": "address",
}


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_REQUESTER = _names("ticket name")  # of every letter to the requester; name may be ""
_PROMISE = _REQUESTER | _names("category promised missing clock_starts_when_complete shop")
_REFUSED = _REQUESTER | _names("reasons clause")
_ABOUT_A_TICKET = _names(
    "ticket category stage clause requester requester_name subject received due remaining overdue text facts missing "
    "team assignee files commands answer_to"
)
_NEWS = _ABOUT_A_TICKET | _names("doubt")

VALUES: Mapping[str, frozenset[str]] = {
    "requester/acknowledgement": _PROMISE,
    "requester/acknowledgement-short": _PROMISE,  # for unproven senders, taken by draft.plain_only
    # a return, in the order of its stages
    "requester/authorization": _REQUESTER | _names("number warehouse_address repackaging"),
    "requester/declined": _REFUSED,  # not authorized: nothing was sent back yet
    "requester/waiting": _REQUESTER
    | _names("number warehouse_address missing"),  # the parcel, or an answer, is not here
    "requester/received": _REQUESTER | _names("number promised shop"),  # promised: inspected by
    "requester/passed": _REQUESTER | _names("promised shop"),  # promised: refunded by
    "requester/progress": _REQUESTER | _names("promised shop"),  # the same, half-way
    "requester/refusal": _REFUSED,  # inspection failed
    "requester/refunded": _REQUESTER | _names("amount"),  # amount: as staff wrote it, or None
    # a complaint
    "requester/classified": _REQUESTER | _names("team kind promised"),  # kind: simple or complex
    "requester/settled": _REQUESTER | _names("settlement"),  # what we do about it, one line each
    "requester/closing": _REQUESTER,
    # text: theirs, given back because nothing was done; problem: why, or None
    "staff/transcript": _names("ticket subject requester lines problem sent text"),
    "staff/returned": _names("ticket subject requester reason is_certain text"),  # an answer by mail that was lost
    "staff/refusal": _names("reason received"),
    "staff/forward": _names("subject problem"),  # of a mail that they passed on, and nobody knows whose it is
    "staff/forward-commands": _names(
        "ticket subject requester lines"
    ),  # which stood above such a mail, and did nothing
    "staff/new": _NEWS,
    "staff/assigned": _NEWS | _names("by"),
    "staff/follow-up": _NEWS,  # the requester has written again
    "staff/outsider": _NEWS | _names("outsider"),  # somebody whom staff asked has answered: text is theirs
    "staff/notifications": _names("count tickets more"),  # news of many tickets in one letter
    "staff/reminder": _ABOUT_A_TICKET | _names("step"),
    "staff/escalation": _ABOUT_A_TICKET | _names("step"),
    "staff/reminders": _names("count late tickets more"),  # many tickets in one letter; see PARTS for a line
    "staff/notice": _names("title lines"),
    "staff/digest": _names("day sections"),
    "staff/team-digest": _names("day team sections"),
    "staff/forecast-changes": _names("reason count changes more"),  # open deadlines that moved with new rules
    "staff/desk-report": _names("since until figures mailboxes volume times promises broken more held_back"),
    "staff/complaint-report": _names("since until figures themes promises"),
}

# What stands in the lists and mappings above, by the name of the list.
_LINE = _names("ticket category stage subject requester due remaining overdue links")
PARTS: Mapping[str, frozenset[str]] = {
    "shop": _names("currency free_return_days handling transit refund"),
    "facts": _names("name value"),
    "staff/transcript lines": _names("command said"),  # said: a list of sentences
    "staff/digest sections": _names("title lines"),
    "staff/digest lines": _names("text links"),
    "links": _names("label url"),  # url: a mailto: that does one thing to one ticket when it is sent, once
    "staff/team-digest sections": _names("title count tickets more"),  # more: how many are not listed
    "tickets": _LINE,  # due may be None where nothing is promised
    "changes": _names("ticket subject stage before after"),  # before, after: moments, or None
    "figures": _names("label value change"),  # value and change as text; change may be ""
    "mailboxes": _names("label received sent"),
    "held_back": _names("label count share"),  # by reason
    "volume": _names("label count share"),  # share: percent of all, 0 to 100
    "times": _names("label first_answer resolution"),  # lengths in words, or None
    "promises": _names("clause label kept missed share"),  # clause: None for one of ours; share: percent kept, 0 to 100
    "broken": _names("ticket subject stage due overdue"),
    "themes": _names("title rows"),  # a group of them, as in "Cause"
    "rows": _names("label count before share trend examples because"),  # trend: up, down, steady or new
}
