"""Which values each letter gets: the promise between who decides a letter and who words it.

Tests hold the templates, the samples and templates/README.md to this table. Knows names, not wording.
"""

from collections.abc import Mapping

COMMON = frozenset({"desk", "mailbox", "language"})  # compose() adds these to every letter
LAYOUT = frozenset({"subject", "blocks", "marks"})  # and these to HTML: the text in blocks, and what to set in bold
MARKS = ("ticket", "promised", "number")  # the values in bold

_PROMISE = frozenset({"ticket", "name", "category", "promised", "missing", "clock_starts_when_complete", "shop"})
_ABOUT_A_TICKET = frozenset(
    "ticket category stage clause requester requester_name subject received due remaining overdue text facts missing "
    "team step".split()
)

VALUES: Mapping[str, frozenset[str]] = {
    "requester/acknowledgement": _PROMISE,
    "requester/acknowledgement-short": _PROMISE,  # for unproven senders, taken by draft.plain_only
    "requester/authorization": frozenset({"ticket", "name", "number", "warehouse_address", "repackaging"}),
    "requester/refusal": frozenset({"ticket", "name", "reasons", "clause"}),
    "requester/closing": frozenset({"ticket", "name"}),
    "staff/reminder": _ABOUT_A_TICKET,
    "staff/escalation": _ABOUT_A_TICKET,
    "staff/notice": frozenset({"title", "lines"}),
    "staff/digest": frozenset({"day", "sections"}),
}
