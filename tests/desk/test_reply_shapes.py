"""A reply from any mail program, in any language: what would go to the customer is the answer and nothing else.

Not our letter, not its quote of another customer's day, no signature of a device, no command line.
"""

import email
from email.policy import SMTP
from pathlib import Path

import pytest

from tests.desk.builders import OURS
from tests.desk.reply_shapes import LANGUAGES, SHAPES, Quoted
from triage.desk.commands import Written, read_commands
from triage.inbound.readers import read

_LETTER = email.message_from_bytes((Path(__file__).parents[1] / "letters" / "news.new.eml").read_bytes(), policy=SMTP)


def _part(kind: str) -> str:
    body = _LETTER.get_body((kind,))
    assert body
    return body.get_content()


LETTER = Quoted(
    subject=str(_LETTER["Subject"]),
    message_id=str(_LETTER["Message-ID"]).strip("<>"),
    text=_part("plain"),
    html=_part("html"),
)
assert "##-" in LETTER.text
NOTE = "#note she wrote to us before"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shape", SHAPES)
class TestReply:
    def test_an_answer_is_the_answer(self, shape: str, language: str) -> None:
        answer = LANGUAGES[language].answer
        assert understood(shape, language, answer) == Written(lines=(), text=spoken("\n".join(answer)))

    def test_a_command_above_it_is_no_part_of_it(self, shape: str, language: str) -> None:
        answer = LANGUAGES[language].answer
        assert understood(shape, language, ("#close", *answer)) == Written(
            lines=("#close",), text=spoken("\n".join(answer))
        )

    def test_a_note_is_nothing_but_a_note(self, shape: str, language: str) -> None:
        assert understood(shape, language, (NOTE,)) == Written(lines=(NOTE,), text="")

    def test_an_empty_reply_says_nothing(self, shape: str, language: str) -> None:
        assert understood(shape, language, ("",)) == Written(lines=(), text="")


def understood(shape: str, language: str, answer: tuple[str, ...]) -> Written:
    """What would be obeyed, and what would be passed on, blank lines apart."""
    body = read(SHAPES[shape](answer, LETTER, LANGUAGES[language]), OURS).body
    found = read_commands(body.certain)
    return Written(lines=found.lines, text=spoken(found.text))


def spoken(text: str) -> str:
    """Without blank lines, which programs make and drop."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())
