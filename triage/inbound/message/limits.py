"""Every limit of reading one message, in one place. Does not know how mail is read."""

from triage.record import record

_KIB = 1024
_MIB = 1024 * _KIB


@record
class Limits:
    """What one message may cost. Beyond the first four it is refused; everything else is cut for view, with a defect."""

    message_bytes: int = 50 * _MIB  # raw size
    parts: int = 1_000  # MIME parts of one message
    multiparts: int = 400  # multiparts among them; with two children each, 1,000 parts hold 333
    nesting: int = 100  # multiparts and attached messages inside each other (Postfix stops at 100 too)

    header_bytes: int = 256 * _KIB  # header block
    part_header_bytes: int = 512 * _KIB  # header blocks of all parts and attached messages together
    field_bytes: int = 64 * _KIB  # one header field
    addresses: int = 1_000  # of one kind of field (To, Cc …)
    references_read: int = 100  # ids looked at in References or In-Reply-To
    references: int = 50  # ids kept: the oldest one and the newest
    parameters: int = 100  # of one Content-Type or Content-Disposition
    name_characters: int = 255  # of a file name
    text_characters: int = _MIB  # readable text
    text_bytes: int = 4 * _MIB  # of all plain text parts together, before their charset is decoded
    html_bytes: int = _MIB  # of all HTML parts together
    report_bytes: int = 64 * _KIB  # of one report part
    reports_bytes: int = _MIB  # of all report parts together
    enclosed_bytes: int = 256 * _KIB  # of one attached message, when it is made readable
    winmails: int = 10  # winmail.dat unpacked
    guesses: int = 20  # charsets guessed of undeclared text
    all_enclosed_bytes: int = 32 * _MIB  # of all of them; one inside another counts again


LIMITS = Limits()
