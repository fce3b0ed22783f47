"""What is read without mail-parser is read as mail-parser reads it."""

from hypothesis import given
from hypothesis import strategies as st
from mailparser.utils import get_addresses

from triage.inbound.message import parse, words
from triage.inbound.message.addresses import PLAIN


@given(st.from_regex(PLAIN, fullmatch=True))
def test_a_plain_address_is_read_as_mail_parser_reads_it(field: str) -> None:
    text = words.clean(field)
    plain = PLAIN.fullmatch(text)
    assert plain
    problems: list[dict[str, str]] = []
    assert get_addresses(text, defects=problems) == [(plain[1] or plain[2] or "", plain[3] or plain[4])]
    assert not problems


def test_plain_addresses_keep_their_names() -> None:
    message = parse(
        b'From: Ann Lee <Ann@Shop.example>\nReply-To: "Lee, Ann (Shop)" <ann+1@shop.example>\nTo: <b@c.example>\nCc: D@e.example\n\nx'
    )
    found = [
        (each.display_name, each.addr_spec) for each in (*message.authors, *message.reply_to, *message.to, *message.cc)
    ]
    assert found == [
        ("Ann Lee", "ann@shop.example"),
        ("Lee, Ann (Shop)", "ann+1@shop.example"),
        ("", "b@c.example"),
        ("", "d@e.example"),
    ]
