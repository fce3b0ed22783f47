"""How a message is put together: attachments, their names, enclosed messages, reports, broken multiparts, winmail.dat."""

import base64
import gc
import struct
from hashlib import sha256

import pytest
from asn1crypto import cms

from triage.inbound.message import ATTACHED, Message, parse


def multipart(kind: str, *parts: str, end: str = "--b--\n") -> Message:
    pieces = "".join(f"--b\n{part}\n" for part in parts)
    return parse(f"Subject: x\nContent-Type: multipart/{kind}; boundary=b\n\npreamble\n{pieces}{end}".encode())


def names(message: Message) -> list[str]:
    return [attachment.filename for attachment in message.attachments]


def test_a_message_leaves_no_cycles_that_keep_its_attachments() -> None:
    outer = "--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\n\nHello.\n--c\nContent-Type: text/html\n\n<p>Hello.\n--c--\n"
    raw = f"Content-Type: multipart/mixed; boundary=b\n\n{outer}--b\nContent-Type: image/png\n\nAAEC\n--b--\n".encode()
    parse(raw)
    gc.collect()
    gc.disable()
    try:
        parse(raw)
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_an_attachment_is_told_by_name_kind_size_and_hash() -> None:
    part = 'Content-Type: Image/PNG; name="a.png"\nContent-Disposition: attachment\nContent-Transfer-Encoding: base64\n\nAAEC\n'
    (attachment,) = multipart("mixed", "\nHello.", part).attachments
    assert (attachment.filename, attachment.content_type, attachment.size) == ("a.png", "image/png", 3)
    assert attachment.sha256 == sha256(b"\0\1\2").hexdigest()


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ('attachment; filename="a b.pdf"', "a b.pdf"),
        ("attachment; filename=a b.pdf; size=5", "a b.pdf"),
        ("attachment; filename*=utf-8''Gr%C3%BC%C3%9Fe.pdf", "Grüße.pdf"),
        ("attachment; filename*=\"iso-8859-1''Gr%FC%DFe.pdf\"", "Grüße.pdf"),
        ("attachment; filename*0*=utf-8'de'Gr%C3; filename*1*=%BC%C3%9Fe; filename*2=.pdf", "Grüße.pdf"),
        ("attachment; filename*1=b.pdf; filename*0=a", "ab.pdf"),
        ('attachment; filename="=?utf-8?Q?Gr=C3=BC=C3=9Fe.pdf?="', "Grüße.pdf"),
        ("attachment; filename==?utf-8?B?R3LDvMOfZS5wZGY=?=", "Grüße.pdf"),
        ('attachment; filename="Grüße.pdf"', "Grüße.pdf"),
        ('attachment; filename="a\\"b.pdf"', 'a"b.pdf'),
        ('; filename="a.pdf"', "a.pdf"),
        ('attachment filename="a.pdf"', "a.pdf"),
        ('attachment; filename="a\x00\x1b\u202eb.pdf"', "a b.pdf"),
        ('attachment; filename="../../etc/passwd"', "../../etc/passwd"),
    ],
)
def test_names_as_they_are_written(field: str, name: str) -> None:
    assert names(multipart("mixed", f"Content-Type: application/pdf\nContent-Disposition: {field}\n\nx")) == [name]


def test_text_files_and_pictures_are_attached_not_read() -> None:
    message = multipart(
        "mixed",
        "\nHello.",
        "Content-Type: text/plain\nContent-Disposition: inline; filename=a.txt\n\nnot read",
        "Content-Type: text/plain\nContent-Disposition: attachment\n\nnot read",
        "Content-Type: image/png\nContent-Disposition: inline\n\nx",
        "Content-Type: application/octet-stream\n\nx",
    )
    assert message.text == "Hello."
    assert names(message) == ["a.txt", "", "", ""]


def test_a_related_picture_does_not_hide_the_text() -> None:
    message = multipart(
        "related", "Content-Type: text/html\n\n<p>Hello.", "Content-Type: image/png; name=a.png\nContent-ID: <1>\n\nx"
    )
    assert (message.text, message.html_only, names(message)) == ("Hello.", True, ["a.png"])


def test_an_enclosed_message_is_attached_and_readable_but_not_mixed_in() -> None:
    enclosed = "Content-Type: message/rfc822\n\nFrom: b@y.example\nSubject: =?utf-8?q?Gr=C3=BCn?=\n\nThe older text."
    message = multipart("mixed", "\nSee below.", enclosed)
    assert message.text == "See below."
    assert message.enclosed == "From: b@y.example\nSubject: Grün\n\nThe older text."
    assert message.whole_text == f"See below.\n\n{ATTACHED}\n{message.enclosed}"
    assert [attachment.content_type for attachment in message.attachments] == ["message/rfc822"]
    alone = multipart("mixed", "\n ", enclosed)
    assert alone.text == alone.whole_text == message.enclosed


def test_an_enclosed_message_in_base64() -> None:
    part = "Content-Type: message/rfc822; name=a.eml\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogaW5uZXIKCkhlbGxvLg=="
    assert multipart("mixed", "\nSee below.", part).enclosed == "Subject: inner\n\nHello."


def test_a_digest_holds_messages() -> None:
    message = multipart("digest", "\nFrom: a@x.example\n\none", "\nFrom: b@x.example\n\ntwo")
    assert message.text == "From: a@x.example\n\none\n\nFrom: b@x.example\n\ntwo"
    assert {attachment.content_type for attachment in message.attachments} == {"message/rfc822"}


def test_the_parts_of_a_report() -> None:
    message = multipart(
        "report; report-type=delivery-status",
        "\nYour letter could not be delivered.",
        "Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\n",
        "Content-Type: text/rfc822-headers\n\nMessage-ID: <1@ours.example>\n",
    )
    assert message.text == "Your letter could not be delivered."
    assert dict(message.content_type_params)["report-type"] == "delivery-status"
    status, header = message.report_parts
    assert (status.content_type, "Status: 5.1.1" in status.text) == ("message/delivery-status", True)
    assert (header.content_type, header.text.strip()) == ("text/rfc822-headers", "Message-ID: <1@ours.example>")


def test_a_report_part_is_short() -> None:
    (part,) = multipart("mixed", "Content-Type: message/rfc822\n\nSubject: x\n\n" + "long\n" * 50_000).report_parts
    assert len(part.text) == 64 * 1024


def test_an_outer_delimiter_ends_the_inner_multipart() -> None:
    inner = "Content-Type: multipart/alternative; boundary=i\n\n--i\n\nfirst"
    message = multipart("mixed", inner, "\nsecond")
    assert message.text == "first\n\nsecond"


def test_a_delimiter_that_contains_another() -> None:
    inner = "Content-Type: multipart/mixed; boundary=bb\n\n--bb\n\nfirst\n--bb\n\nsecond\n--bb--"
    assert multipart("mixed", inner, "\nthird").text == "first\n\nsecond\n\nthird"


def test_a_cut_off_part_is_attached_and_read_as_well() -> None:
    message = multipart("mixed", "\nfirst", "\nsecond, cut o", end="")
    assert (message.text, len(message.attachments)) == ("first\n\nsecond, cut o", 1)
    assert any("cut off" in defect for defect in message.defects)
    assert multipart("mixed", "\nonly, cut o", end="").text == "only, cut o"


def test_a_closing_delimiter_without_its_own_line() -> None:
    message = multipart("mixed", "\nfirst", "\nsecond--b--", end="")
    assert (message.text, message.attachments) == ("first\n\nsecond", ())


def test_a_multipart_whose_delimiter_never_comes_is_still_readable() -> None:
    message = parse(b"Content-Type: multipart/mixed; boundary=nowhere\n\nHello all.\n")
    assert (message.text, [attachment.content_type for attachment in message.attachments]) == (
        "Hello all.",
        ["multipart/mixed"],
    )


def test_of_two_content_types_the_one_that_fits_the_body_counts() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=b\nContent-Type: text/plain\n\n--b\n\nHello.\n--b--\n"
    assert parse(raw).text == "Hello."
    assert parse(raw.replace(b"--b", b"--c")).content_type == "text/plain"


def test_a_content_type_without_semicolons() -> None:
    assert parse(b'Content-Type: multipart/mixed\n\tboundary="b"\n\n--b\n\nHello.\n--b--\n').text == "Hello."


def tnef(*attributes: tuple[int, bytes]) -> bytes:
    """A winmail.dat of these attributes."""
    body = b"".join(struct.pack("<BII", 1, number, len(value)) + value + b"\0\0" for number, value in attributes)
    return struct.pack("<IH", 0x223E9F78, 1) + body


def long_name(name: str) -> bytes:
    """One MAPI property: PR_ATTACH_LONG_FILENAME, behind a number and a named one."""
    text = name.encode("utf-16-le") + b"\0\0"
    named = struct.pack("<HH16sII", 0x03, 0x8001, b"g" * 16, 0, 7) + struct.pack("<I", 5)
    props = (
        named
        + struct.pack("<HHI", 0x03, 0x3705, 1)
        + struct.pack("<HHII", 0x1F, 0x3707, 1, len(text))
        + text
        + b"\0" * (-len(text) % 4)
    )
    return struct.pack("<I", 3) + props


def winmail(content: bytes) -> Message:
    head = b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: application/ms-tnef; name=winmail.dat\n\n"
    return parse(head + content + b"\n--b--\n")


def test_winmail_is_unpacked() -> None:
    message = winmail(
        tnef(
            (0x00069007, struct.pack("<I", 1252)),
            (0x0002800C, "Grüße\r\n".encode("cp1252") + b"\0"),
            (0x00069002, b""),
            (0x00018010, b"SHORT~1.PDF\0"),
            (0x0006800F, b"%PDF"),
            (0x00069005, long_name("Rechnung März.pdf")),
        )
    )
    (attachment,) = message.attachments
    assert (attachment.filename, attachment.content_type, attachment.size) == (
        "Rechnung März.pdf",
        "application/pdf",
        4,
    )
    assert (message.text, message.defects) == ("Grüße", ("winmail.dat unpacked",))


@pytest.mark.parametrize("cut", range(0, 90, 7))
def test_a_broken_winmail_is_harmless(cut: int) -> None:
    content = tnef((0x00069002, b""), (0x00018010, b"a.pdf\0"), (0x00069005, long_name("b.pdf")))[:cut].replace(
        b"\n", b""
    )
    assert winmail(content).text == ""


def packed(entity: bytes, content_type: str = "data") -> bytes:
    """Signed mail as Outlook sends it: the words are inside the signature."""
    signed = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [],
            "encap_content_info": {"content_type": content_type, "content": entity},
            "signer_infos": [],
        }
    )
    return base64.encodebytes(cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump())


def test_words_packed_inside_a_signature_are_read() -> None:
    inside = b"Content-Type: text/plain; charset=utf-8\r\n\r\nWhere is 10432?\r\n"
    head = b'Content-Type: application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"\nContent-Transfer-Encoding: base64\n\n'
    found = parse(b"Subject: Order\n" + head + packed(inside))
    assert found.text.strip() == "Where is 10432?"
    assert [attachment.filename for attachment in found.attachments] == ["smime.p7m"]


@pytest.mark.parametrize("damage", [b"", b"!", b"MIAG", b"MIIB" * 300])
def test_a_broken_signature_is_only_an_attachment(damage: bytes) -> None:
    found = parse(
        b"Content-Type: application/pkcs7-mime; name=smime.p7m\nContent-Transfer-Encoding: base64\n\n" + damage
    )
    assert (found.text, len(found.attachments)) == ("", 1)
