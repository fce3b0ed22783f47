"""iCal files as calendar programs write them, in a line an event."""

from triage.policy.ical import Events


def calendar_text(*events: tuple[str, ...]) -> str:
    """Each event by its lines; UID and DTSTAMP are added."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//somebody//EN"]
    for number, event in enumerate(events):
        uid = () if any(line.startswith("UID") for line in event) else (f"UID:{number}@shop.example",)
        lines += ["BEGIN:VEVENT", *uid, "DTSTAMP:20260101T000000Z", *event, "END:VEVENT"]
    return "\r\n".join((*lines, "END:VCALENDAR", ""))


def calendar_file(*events: tuple[str, ...]) -> Events:
    """The same, read."""
    return Events.parse(calendar_text(*events), "holidays.ics")
