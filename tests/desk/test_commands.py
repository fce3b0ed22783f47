"""What a line beginning with '#' asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.desk.commands import (
    GENERAL,
    Command,
    CommandError,
    Written,
    read_command,
    read_commands,
    stray_command,
)


@pytest.mark.parametrize(
    ("line", "verb", "argument"),
    [
        ("#close", "close", ""),
        ("  #CLOSE  ", "close", ""),
        ("# close", "close", ""),
        ("#note\tcalled her", "note", "called her"),
        ("#failed seal is torn;  clause 4", "failed", "seal is torn;  clause 4"),
        ("close", "close", ""),
    ],
)
def test_a_verb_and_the_rest_of_the_line(line: str, verb: str, argument: str) -> None:
    assert read_command(line, ["failed"]) == Command(verb=verb, argument=argument)


def test_a_slip_is_answered_with_the_nearest_verb() -> None:
    with pytest.raises(CommandError, match=r"#aprove: no such command here; did you mean #approve\?"):
        read_command("#aprove", ["approve", "decline"])


def test_a_stranger_is_answered_with_all_that_fit() -> None:
    with pytest.raises(CommandError, match=r"this ticket knows #take, .*#help, #approve"):
        read_command("#xyzzy", ["approve"])


@pytest.mark.parametrize("line", ["", "#", "   ", "#  "])
def test_nothing_is_no_command(line: str) -> None:
    with pytest.raises(CommandError):
        read_command(line, [])


@given(st.text(), st.lists(st.text(min_size=1), max_size=3))
def test_any_line_is_a_command_or_a_sentence(line: str, verbs: list[str]) -> None:
    try:
        found = read_command(line, verbs)
    except CommandError:
        return
    assert found.verb in (*GENERAL, *verbs)


# ---------------------------------------------------------------- the first lines of a mail
@pytest.mark.parametrize(
    "line",
    ["#close", "# close", "\ufeff#close", "\u200b\u200e#\u200bclose", "\u00a0#\u00a0close\u00a0", "\uff03close", "\ufe5fclose", "*#close*", "\t#close"],
)  # fmt: skip
def test_a_command_is_known_whatever_a_mail_program_puts_around_it(line: str) -> None:
    assert read_commands(f"{line}\n\nHello") == Written(lines=("#close",), text="Hello")
    assert read_command("#close", []).verb == "close"


def test_the_leading_lines_are_commands_and_the_rest_is_text() -> None:
    written = read_commands("\n#take\n\n \u200b\n#priority high\n\nHello Ann,\n\nyour parcel\n#1 and #2\n")
    assert written == Written(lines=("#take", "#priority high"), text="Hello Ann,\n\nyour parcel\n#1 and #2")


@pytest.mark.parametrize("text", ["#1 on our list is you", "#", "# ", "##", "Hello\n#close", "close", "> #close"])
def test_what_begins_otherwise_is_text(text: str) -> None:
    assert read_commands(text).lines == ()


@pytest.mark.parametrize("text", ["Hello\n#close", "Hello\n\n\uff03cloze", "Hello\n * #Approve it"])
def test_a_command_below_text_is_seen(text: str) -> None:
    assert stray_command(text, ["approve"]) == text.splitlines()[-1].strip()


@pytest.mark.parametrize("text", ["Hello\n#aeropress is our tag", "#1 is the best", "Please do not write #close, Ann"])
def test_a_hash_in_a_sentence_is_none(text: str) -> None:
    assert stray_command(text, ["approve"]) is None


def test_two_commands_in_a_line_are_not_one() -> None:
    with pytest.raises(CommandError, match="#take and #close: each command needs a line of its own"):
        read_command("#take #close", [])
    assert read_command("#note see #close in the manual", []).verb == "note"


@given(st.text())
def test_no_line_of_the_text_that_is_left_begins_with_a_command(text: str) -> None:
    written = read_commands(text)
    assert all(line.startswith("#") for line in written.lines)
    assert read_commands(written.text).lines == ()
