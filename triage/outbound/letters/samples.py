"""Made-up values that prove every template, in every branch, before the first customer sees it. Nobody's data."""

from collections.abc import Iterator, Mapping, Sequence
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
    moment = "Wednesday 25 November, 15:00 EST"
    states: tuple[tuple[str, str | None, list[str]], ...] = (
        ("Ada Lindqvist", moment, []),
        ("", moment, ["order_number"]),
        ("Ada Lindqvist", None, [*FACTS, "a_fact_of_yours"]),
        ("", None, []),
    )
    for category, (name, promised, missing) in product(CATEGORIES, states):
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
    "received": "Monday 23 November, 15:00 EST",
    "due": "Tuesday 24 November, 15:00 EST",
    "remaining": "1 h 48 min of working time",
    "overdue": None,
    "text": "Hello,\n\nmy AeroPress Go arrived with a crack in the chamber. I would like to send it back.\n\nAda",
    "facts": [{"name": "order_number", "value": "AM-10432"}, {"name": "model", "value": "AeroPress Go"}],
    "missing": ["reason"],
    "team": "aftersales",
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
}

SAMPLES: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "requester/acknowledgement": tuple(_promises()),
    "requester/acknowledgement-short": tuple(_promises()),
    "requester/authorization": (
        {
            "ticket": "AM-1042",
            "name": "Ada Lindqvist",
            "number": "RA-2026-0042",
            "warehouse_address": "AeroPress Mall Returns\n12 Harbour Road\nNewark, NJ 07114\nUnited States",
            "repackaging": [
                "Use the original box if you still have it.",
                "Put a note with the number into the parcel.",
            ],
        },
        {"ticket": "AM-1042", "name": "", "number": "RA-1", "warehouse_address": "12 Harbour Road", "repackaging": []},
    ),
    "requester/refusal": (
        {
            "ticket": "AM-1042",
            "name": "Ada Lindqvist",
            "reasons": ["The chamber shows scratches from metal tools.", "The filter cap is missing."],
            "clause": "4",
        },
        {"ticket": "AM-1042", "name": "", "reasons": ["The parcel was empty."], "clause": "4"},
    ),
    "requester/closing": ({"ticket": "AM-1042", "name": "Ada Lindqvist"}, {"ticket": "AM-1042", "name": ""}),
    "staff/reminder": (_TICKET, _OVERDUE, _BARE),
    "staff/escalation": (_TICKET, _OVERDUE, _BARE),
    "staff/notice": (
        {
            "title": "A message was set aside",
            "lines": ["support@shop.example, UID 4711: more than 1,000 parts.", "The mail behind it was not delayed."],
        },
    ),
    "staff/digest": (
        {
            "day": "Tuesday 24 November",
            "sections": [
                {"title": "Due today", "lines": ["AM-1042 return-request, audit, 15:00 EST, aftersales"]},
                {"title": "Set aside", "lines": []},
            ],
        },
    ),
}
