"""What a staff member's mail carries: files as they were, images where they stood, and nothing of quote or signature."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest

from triage.inbound.enclosed import LARGEST_LOGO, Enclosed, enclosed

PIXEL = b"\x89PNG\r\n\x1a\n pixel"
QUOTE = "<div>On Monday, AeroPress Mall wrote:</div><blockquote><p>##- Reply above this line to answer the customer -##</p>{}</blockquote>"


def carried(html: str, *images: str, size: int = 20) -> Enclosed:
    """A reply with that page, and an image for each Content-ID."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["Subject"], message["In-Reply-To"] = "ben@shop.example", "Re: New", "<x@shop.example>"
    message.set_content("see below")
    message.add_alternative(html, subtype="html")
    page = message.get_body(("html",))
    assert isinstance(page, EmailMessage)
    for name in images:
        page.add_related(PIXEL.ljust(size, b"."), "image", "png", cid=f"<{name}>", filename=f"{name}.png")
    return enclosed(message.as_bytes())


def places(found: Enclosed) -> dict[str, str | None]:
    return {file.filename: file.below for file in found.files}


def test_an_image_is_known_by_the_line_above_it() -> None:
    assert places(carried('<p>Your label:</p><p><img src="cid:a"></p><p>Print it.</p>', "a")) == {
        "a.png": "Your label:"
    }


def test_an_image_within_a_line_is_known_by_that_line() -> None:
    assert places(carried('<p>Press <img src="cid:a"> twice.</p>', "a")) == {"a.png": "Press twice."}


def test_an_image_above_everything_stands_below_nothing() -> None:
    assert places(carried('<p><img src="cid:a"></p><p>This one?</p>', "a")) == {"a.png": ""}


@pytest.mark.parametrize("quoted", ['<img src="cid:a">', "<p>Look:</p><p><IMG width=3 SRC=cid:a></p>"])
def test_an_image_of_the_quote_stays_behind(quoted: str) -> None:
    found = carried(f"<p>Thank you.</p>{QUOTE.format(quoted)}", "a")
    assert (found.files, found.left_out) == ((), ("a.png: in the quote",))


def test_a_logo_of_the_signature_stays_behind_and_a_photo_below_it_does_not() -> None:
    page = '<p>Thank you for your mail, we look into it.</p><div>-- <br>Ben Cole<br><img src="cid:a"></div>'
    assert carried(page, "a").left_out == ("a.png: in the signature",)
    assert places(carried(page, "a", size=LARGEST_LOGO + 1)) == {"a.png": None}


def test_an_image_that_the_page_does_not_show_is_a_file() -> None:
    assert places(carried("<p>See the picture.</p>", "a")) == {"a.png": None}


def test_files_come_with_name_type_and_contents() -> None:
    message = EmailMessage(policy=SMTP)
    message.set_content("see attached")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="Quittung für Ann.pdf")
    message.add_attachment("a,b\n", subtype="csv", filename="list.csv")
    message.add_attachment(b"sig", maintype="application", subtype="pgp-signature", filename="signature.asc")
    found = enclosed(message.as_bytes()).files
    assert [(file.filename, file.content_type) for file in found] == [
        ("Quittung für Ann.pdf", "application/pdf"),
        ("list.csv", "text/csv"),
    ]
    assert (found[0].content, found[1].content, found[1].charset) == (b"%PDF", b"a,b\r\n", "utf-8")


def test_a_calendar_beside_the_text_is_another_version_of_it_and_no_file() -> None:
    message = EmailMessage(policy=SMTP)
    message.set_content("accepted")
    message.add_alternative("BEGIN:VCALENDAR\nEND:VCALENDAR\n", subtype="calendar")
    assert enclosed(message.as_bytes()).files == ()
