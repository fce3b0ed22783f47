"""Made-up values that prove every template, in every branch, before the first customer sees it. Nobody's data."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import product
from typing import Any

CATEGORIES = (
    *("product-question", "combined-enquiry", "wholesale", "order-tracking", "return-request", "refund-progress"),
    *("complaint", "order-problem", "a-category-of-yours"),
)
FACTS = ("order_number", "model", "reason", "description", "dissatisfaction", "settlement")

SHOP: Mapping[str, Any] = {
    "currency": "USD",
    "free_return_days": 60,
    "handling": "1-3 working days",
    "transit": "6-12 days",
    "refund": "5-10 working days",
}


def _promises() -> Iterator[Mapping[str, Any]]:
    moment = datetime(2026, 11, 25, 20, 0, tzinfo=UTC)
    states: tuple[tuple[str, datetime | None, list[str]], ...] = (
        ("Ada Lindqvist", moment, []),
        ("", moment, ["order_number"]),
        ("Ada Lindqvist", None, [*FACTS, "a_fact_of_yours"]),
        ("", None, []),
    )
    in_each = product(CATEGORIES, (states[0], states[2]))
    for category, (name, promised, missing) in (*in_each, (CATEGORIES[0], states[1]), (CATEGORIES[-1], states[3])):
        yield {
            "ticket": "AM-1042",
            "name": name,
            "category": category,
            "promised": promised,
            "missing": missing,
            "clock_starts_when_complete": bool(missing) and promised is None,
            "shop": SHOP,
        }


_TICKET: Mapping[str, Any] = {
    "ticket": "AM-1042",
    "category": "return-request",
    "stage": "audit",
    "clause": "4",
    "requester": "ada@customer.example",
    "requester_name": "Ada Lindqvist",
    "subject": "Return order AM-10432",
    "received": datetime(2026, 11, 23, 20, 0, tzinfo=UTC),
    "due": datetime(2026, 11, 24, 20, 0, tzinfo=UTC),
    "remaining": "1 h 48 min of working time",
    "overdue": None,
    "text": "Hello,\n\nmy AeroPress Go arrived with a crack in the chamber. I would like to send it back.\n\nAda",
    "facts": [{"name": "order_number", "value": "AM-10432"}, {"name": "model", "value": "AeroPress Go"}],
    "missing": ["reason"],
    "team": "aftersales",
    "assignee": "",
    "answer_to": None,
    "files": ["crack.jpg", "receipt.pdf"],
    "commands": ["#approve", "#decline", "#take", "#note", "#close", "#help"],
    "step": "at 80%",
}
_OVERDUE: Mapping[str, Any] = {
    **_TICKET,
    "remaining": None,
    "overdue": "2 h 0 min of working time",
    "step": "after 2 working hours",
}
_BARE: Mapping[str, Any] = {
    **_OVERDUE,
    "clause": None,
    "requester_name": "",
    "facts": [],
    "missing": [],
    "text": "",
    "team": None,
    "answer_to": "ada.lindqvist@office.example",
    "assignee": "aftersales-1@aeropressmall.com",
    "files": [],
    "commands": [],
}
_NEWS: Mapping[str, Any] = {**{key: _TICKET[key] for key in _TICKET if key != "step"}, "doubt": ""}
_LATE_NEWS: Mapping[str, Any] = {**_NEWS, "remaining": None, "overdue": "2 h 0 min of working time"}
_NO_PROMISE: Mapping[str, Any] = {
    **{key: _BARE[key] for key in _BARE if key != "step"},
    "due": None,
    "overdue": None,
    "doubt": "Our own mail server says that this sender's address is forged.",
}

_SOMEBODY: Mapping[str, Any] = {"ticket": "AM-1042", "name": "Ada Lindqvist"}
_NOBODY: Mapping[str, Any] = {"ticket": "AM-1042", "name": ""}
_MOMENT = datetime(2026, 12, 8, 20, 0, tzinfo=UTC)
_RETURN: Mapping[str, Any] = {
    "number": "RA-1042-0042",
    "warehouse_address": "AeroPress Mall Returns\n100 Example Street\nSpringfield, NJ 07081\nUSA",
}

_DONE: Mapping[str, Any] = {
    "ticket": "AM-1042",
    "subject": "Return order AM-10432",
    "requester": "ada@customer.example",
    "lines": [],
    "problem": None,
    "sent": True,
    "text": None,
}


def _link(label: str, verb: str) -> Mapping[str, str]:
    signed = f"AM-1042.{verb}.7.20261124.abcdefghijklmnopqrst"
    return {"label": label, "url": f"mailto:support@shop.example?subject={signed}"}


_LINE: Mapping[str, Any] = {
    "ticket": "AM-1042",
    "category": "return-request",
    "stage": "audit",
    "subject": "Return order AM-10432",
    "requester": "ada@customer.example",
    "due": datetime(2026, 11, 24, 20, 0, tzinfo=UTC),
    "remaining": "1 h 48 min of working time",
    "overdue": None,
    "links": [_link("Take it", "take"), _link("Snooze until Monday", "snooze")],
}
_LATE_LINE: Mapping[str, Any] = {
    **_LINE,
    "ticket": "AM-1039",
    "category": "order-tracking",
    "stage": "verification",
    "subject": "Where is my parcel?",
    "requester": "jonas@customer.example",
    "due": datetime(2026, 11, 23, 16, 30, tzinfo=UTC),
    "remaining": None,
    "overdue": "2 h 0 min of working time",
    "links": [],
}
_WAITING_LINE: Mapping[str, Any] = {**_LINE, "ticket": "AM-1017", "stage": "parcel", "due": None, "remaining": None}

_TOLD: Mapping[str, Any] = {"text": "AM-1042 return-request, audit, 15:00 EST, aftersales", "links": []}

_PROMISES: Sequence[Mapping[str, Any]] = (
    {"clause": "2", "label": "product questions answered", "kept": 48, "missed": 1, "share": 98},
    {"clause": "3", "label": "parcels traced", "kept": 33, "missed": 3, "share": 92},
    {"clause": "4", "label": "return requests checked", "kept": 21, "missed": 0, "share": 100},
    {"clause": "5", "label": "complaints classified", "kept": 6, "missed": 2, "share": 75},
    {"clause": None, "label": "quotations", "kept": 6, "missed": 0, "share": 100},
)
_THEMES: Sequence[Mapping[str, Any]] = (
    {
        "title": "Cause",
        "rows": [
            {
                "label": "late delivery",
                "count": 9,
                "before": 4,
                "share": 60,
                "trend": "up",
                "examples": ["AM-1011", "AM-1024"],
                "because": "speaks of delivery in 9 complaints",
            },
            {
                "label": "no answer",
                "count": 2,
                "before": 2,
                "share": 13,
                "trend": "steady",
                "examples": [],
                "because": "",
            },
        ],
    },
    {
        "title": "Product",
        "rows": [
            {
                "label": "AeroPress Go",
                "count": 3,
                "before": 0,
                "share": 20,
                "trend": "new",
                "examples": ["AM-1030"],
                "because": "named in the text",
            },
            {
                "label": "AeroPress XL",
                "count": 1,
                "before": 5,
                "share": 7,
                "trend": "down",
                "examples": ["AM-1019"],
                "because": "named in the text",
            },
        ],
    },
)

SAMPLES: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "requester/acknowledgement": tuple(_promises()),
    "requester/acknowledgement-short": tuple(_promises()),
    "requester/authorization": (
        {
            **_SOMEBODY,
            **_RETURN,
            "repackaging": [
                "Rinse and dry every part.",
                "Put all parts back into the original box, or a firm box of that size.",
                "Keep the post office's receipt until the refund has reached you.",
            ],
        },
        {**_NOBODY, "number": "RA-1", "warehouse_address": "12 Harbour Road", "repackaging": []},
    ),
    "requester/declined": (
        {**_SOMEBODY, "reasons": ["The order arrived more than 60 days ago."], "clause": "4"},
        {**_NOBODY, "reasons": ["It was bought in another shop.", "The order number is not ours."], "clause": "4"},
    ),
    "requester/waiting": (
        {**_SOMEBODY, **_RETURN, "missing": []},
        {**_SOMEBODY, "number": None, "warehouse_address": None, "missing": [*FACTS, "a_fact_of_yours"]},
        {**_NOBODY, "number": None, "warehouse_address": None, "missing": []},
    ),
    "requester/received": (
        {**_SOMEBODY, "number": "RA-1042-0042", "promised": _MOMENT, "shop": SHOP},
        {**_NOBODY, "number": None, "promised": None, "shop": SHOP},
    ),
    "requester/passed": (
        {**_SOMEBODY, "promised": _MOMENT, "shop": SHOP},
        {**_NOBODY, "promised": None, "shop": SHOP},
    ),
    "requester/progress": (
        {**_SOMEBODY, "promised": _MOMENT, "shop": SHOP},
        {**_NOBODY, "promised": None, "shop": SHOP},
    ),
    "requester/refusal": (
        {
            **_SOMEBODY,
            "reasons": ["The chamber shows scratches from metal tools.", "The filter cap is missing."],
            "clause": "4",
        },
        {**_NOBODY, "reasons": ["The parcel was empty."], "clause": "4"},
    ),
    "requester/refunded": ({**_SOMEBODY, "amount": "USD 39.95"}, {**_NOBODY, "amount": None}),
    "requester/classified": tuple(
        {**somebody, "team": team, "kind": kind, "promised": promised}
        for somebody, team, kind, promised in (
            (_SOMEBODY, "complaints", "simple", _MOMENT),
            (_SOMEBODY, "aftersales", "complex", _MOMENT),
            (_NOBODY, "a-team-of-yours", "simple", None),
            (_NOBODY, None, "complex", None),
        )
    ),
    "requester/settled": (
        {
            **_SOMEBODY,
            "settlement": ["We refund the price difference of USD 6.00.", "A new filter cap is on its way to you."],
        },
        {**_NOBODY, "settlement": ["We refund your order in full."]},
    ),
    "requester/closing": (_SOMEBODY, _NOBODY),
    "staff/transcript": (
        {
            **_DONE,
            "lines": [
                {"command": "#take", "said": ["#take by ben@shop.example"]},
                {"command": "#close", "said": ["by ben@shop.example"]},
            ],
        },
        {
            **_DONE,
            "lines": [{"command": "#cloze", "said": []}],
            "problem": "#cloze: no such command here; did you mean #close?",
            "sent": False,
            "text": "Hello Ada,\n\nyour parcel is on its way.\n\nBen",
        },
        {**_DONE, "subject": "", "lines": [], "problem": "there is no text to send", "sent": False},
        {**_DONE, "lines": [{"command": "#status", "said": ["AM-1042 is open"]}], "sent": False},
    ),
    "staff/returned": (
        {
            "ticket": "AM-1042",
            "subject": "Return order AM-10432",
            "requester": "ada@customer.example",
            "reason": "rcpt: 550 no such user",
            "is_certain": True,
            "text": "Hello Ada,\n\nyour parcel is on its way.",
        },
        {
            "ticket": "AM-1042",
            "subject": "",
            "requester": "ada@customer.example",
            "reason": "data: connection lost",
            "is_certain": False,
            "text": None,
        },
    ),
    "staff/forward": (
        {"subject": "Fwd: A question", "problem": "no attached mail and no header block says who wrote the original"},
    ),
    "staff/forward-commands": (
        {
            "ticket": "AM-1042",
            "subject": "A question",
            "requester": "ada@customer.example",
            "lines": ["#take", "#priority high"],
        },
        {"ticket": "AM-1042", "subject": "", "requester": "ada@customer.example", "lines": ["#close"]},
    ),
    "staff/refusal": ({"reason": "our mail server does not prove that From is true", "received": _MOMENT},),
    "staff/new": (_NEWS, _NO_PROMISE),
    "staff/assigned": (
        {**_NEWS, "assignee": "aftersales-2@aeropressmall.com", "by": "ben"},
        {**_NO_PROMISE, "by": ""},
        {**_NEWS, "by": ""},
    ),
    "staff/follow-up": ({**_NEWS, "assignee": "aftersales-2@aeropressmall.com"}, _NO_PROMISE, _LATE_NEWS),
    "staff/outsider": (
        {**_NEWS, "assignee": "aftersales-2@aeropressmall.com", "outsider": "claims@carrier.example"},
        {**_NO_PROMISE, "outsider": ""},
    ),
    "staff/notifications": (
        {"count": 2, "tickets": [_LATE_LINE, _LINE], "more": 0},
        {"count": 200, "tickets": [_WAITING_LINE] * 25, "more": 175},
        {"count": 1, "tickets": [_LINE], "more": 0},
    ),
    "staff/reminder": (_TICKET, _OVERDUE, _BARE),
    "staff/escalation": (_TICKET, _OVERDUE, _BARE),
    "staff/reminders": (
        {"count": 2, "late": 1, "tickets": [_LATE_LINE, _LINE], "more": 0},
        {"count": 2000, "late": 2000, "tickets": [_LATE_LINE] * 25, "more": 1975},
        {"count": 1, "late": 0, "tickets": [_LINE], "more": 0},
    ),
    "staff/notice": (
        {
            "title": "A message was set aside",
            "lines": ["support@shop.example, UID 4711: more than 1,000 parts.", "The mail behind it was not delayed."],
        },
    ),
    "staff/digest": (
        {
            "day": date(2026, 11, 24),
            "sections": [
                {"title": "Due today", "lines": [_TOLD]},
                {"title": "Set aside", "lines": []},
                {
                    "title": "Please overrule",
                    "lines": [{"text": "AM-1050: SEO", "links": [_link("Not spam", "notspam")]}],
                },
            ],
        },
    ),
    "staff/team-digest": (
        {
            "day": date(2026, 11, 24),
            "team": "aftersales",
            "sections": [
                {"title": "Overdue", "count": 1, "tickets": [_LATE_LINE], "more": 0},
                {"title": "Due today", "count": 12, "tickets": [_LINE] * 10, "more": 2},
                {"title": "Waiting for the customer", "count": 1, "tickets": [_WAITING_LINE], "more": 0},
                {"title": "New", "count": 0, "tickets": [], "more": 0},
            ],
        },
    ),
    "staff/forecast-changes": (
        {
            "reason": "rules.yaml was saved: desk.closed",
            "count": 14,
            "changes": [
                {
                    "ticket": "AM-1042",
                    "subject": "Return order AM-10432",
                    "stage": "audit",
                    "before": datetime(2026, 11, 24, 20, 0, tzinfo=UTC),
                    "after": datetime(2026, 11, 25, 20, 0, tzinfo=UTC),
                },
                {"ticket": "AM-1043", "subject": "", "stage": "answer", "before": _MOMENT, "after": None},
                {"ticket": "AM-1044", "subject": "A question", "stage": "answer", "before": None, "after": _MOMENT},
            ],
            "more": 11,
        },
        {
            "reason": "rules.yaml was saved: desk.working_hours",
            "count": 1,
            "changes": [{"ticket": "AM-1044", "subject": "", "stage": "answer", "before": None, "after": _MOMENT}],
            "more": 0,
        },
    ),
    "staff/desk-report": (
        {
            "since": date(2026, 11, 16),
            "until": date(2026, 11, 22),
            "figures": [
                {"label": "New tickets", "value": "142", "change": "+12 against the week before"},
                {"label": "First answer, median", "value": "3 h 20 min", "change": "-25 min"},
                {"label": "Promises kept", "value": "95 %", "change": ""},
            ],
            "mailboxes": [
                {"label": "press@shop.example", "received": 61, "sent": 88},
                {"label": "support@shop.example", "received": 133, "sent": 171},
            ],
            "held_back": [
                {"label": "recently-answered", "count": 9, "share": 75},
                {"label": "unproven-budget", "count": 3, "share": 25},
            ],
            "volume": [
                {"label": "order-tracking", "count": 52, "share": 37},
                {"label": "product-question", "count": 49, "share": 35},
                {"label": "return-request", "count": 21, "share": 15},
                {"label": "complaint", "count": 1, "share": 1},
            ],
            "times": [
                {"label": "order-tracking", "first_answer": "5 h 10 min", "resolution": "1 d 4 h"},
                {"label": "complaint", "first_answer": "2 h 5 min", "resolution": None},
            ],
            "promises": _PROMISES,
            "broken": [
                {
                    "ticket": "AM-1039",
                    "subject": "Where is my parcel?",
                    "stage": "verification",
                    "due": datetime(2026, 11, 19, 16, 30, tzinfo=UTC),
                    "overdue": "2 h 0 min of working time",
                }
            ],
            "more": 5,
        },
        {
            "since": date(2026, 12, 28),
            "until": date(2027, 1, 3),
            "figures": [{"label": "New tickets", "value": "0", "change": ""}],
            "mailboxes": [],
            "held_back": [],
            "volume": [],
            "times": [],
            "promises": [],
            "broken": [],
            "more": 0,
        },
    ),
    "staff/complaint-report": (
        {
            "since": date(2026, 11, 1),
            "until": date(2026, 11, 30),
            "figures": [{"label": "Complaints", "value": "15", "change": "+5 against the month before"}],
            "themes": _THEMES,
            "promises": _PROMISES[3:],
        },
        {
            "since": date(2026, 11, 1),
            "until": date(2026, 11, 30),
            "figures": [{"label": "Complaints", "value": "0", "change": ""}],
            "themes": [],
            "promises": [],
        },
    ),
}
