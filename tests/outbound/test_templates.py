"""Templates are ops' text and still programs: what is wrong is told at load, what is greedy is stopped while it runs."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from jinja2 import meta
from markupsafe import Markup

from triage.outbound.letters import SAMPLES, VALUES, LetterError, Templates, TemplatesError, prove
from triage.outbound.letters.contract import COMMON, PARTS
from triage.outbound.letters.sources import is_wording, letter_of
from triage.outbound.letters.templates import sample_values
from triage.policy.rulesfile import rules_from_file

SHIPPED = Path(__file__).parents[2] / "templates"
LANGUAGES = set("en de es fr it pt nl pl ja zh".split())
CLOSING = {"ticket": "AM-1042", "name": "Ada", "desk": "The desk", "mailbox": "desk@shop.example"}


@pytest.fixture(scope="session")
def shipped() -> Templates:
    return Templates.load(SHIPPED)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The smallest whole folder: every letter, one line each."""
    folder = tmp_path / "templates"
    for letter in VALUES:
        (folder / letter).parent.mkdir(parents=True, exist_ok=True)
        (folder / f"{letter}.en.txt").write_text("Subject: Hello\nHello\n", encoding="utf-8")
    (folder / "base.html").write_text("<p>{{ blocks | length }}</p>", encoding="utf-8")
    return folder


def with_closing(folder: Path, body: str, subject: str = "Closed") -> Templates:
    """The same with another closing letter."""
    (folder / "requester/closing.en.txt").write_text(f"Subject: {subject}\n{body}\n", encoding="utf-8")
    return Templates.load(folder)


def closing(folder: Path, body: str, **values: Any) -> str:
    return with_closing(folder, body).word("requester/closing", "en", {**CLOSING, **values}).text


def test_every_shipped_letter_renders_with_every_sample(shipped: Templates) -> None:
    assert prove(shipped, SAMPLES) == []


def test_every_letter_to_customers_exists_in_every_language_of_the_desk(shipped: Templates) -> None:
    rules = rules_from_file(SHIPPED.parent / "rules.yaml").rules
    assert rules
    assert set(rules.desk.languages) == LANGUAGES
    spoken = {letter: languages for letter, languages in shipped.spoken.items() if letter.startswith("requester/")}
    assert spoken == {letter: LANGUAGES for letter in VALUES if letter.startswith("requester/")}


@pytest.mark.parametrize("letter", VALUES)
def test_the_samples_give_exactly_the_values_of_the_contract(letter: str) -> None:
    assert {frozenset(sample) for sample in SAMPLES[letter]} == {VALUES[letter]}


def parts_of(name: str, value: Any) -> Iterator[tuple[str, frozenset[str]]]:
    """Every mapping below a sample's value, with the name of the list that it stands in."""
    if isinstance(value, Mapping):
        yield name, frozenset(value)
        for key, part in value.items():
            yield from parts_of(key, part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from parts_of(name, part)


@pytest.mark.parametrize("letter", VALUES)
def test_the_samples_give_exactly_the_parts_of_the_contract(letter: str) -> None:
    for sample in SAMPLES[letter]:
        for name, names in (found for key, value in sample.items() for found in parts_of(key, value)):
            assert names == PARTS.get(f"{letter} {name}", PARTS.get(name)), name


@pytest.mark.parametrize("letter", VALUES)
def test_every_value_of_the_contract_is_used_in_every_language(shipped: Templates, letter: str) -> None:
    """The short acknowledgement has no room for a name and the shop's facts."""
    left_out = {"name", "shop"} if letter == "requester/acknowledgement-short" else set[str]()
    files = [file for file in shipped.files if is_wording(file) and letter_of(file) == letter]
    for file in files:
        tree = shipped.sandbox.parse((SHIPPED / file).read_text(encoding="utf-8"))
        assert meta.find_undeclared_variables(tree) - COMMON == VALUES[letter] - left_out, file
    assert files


def test_the_readme_lists_every_letter_and_value() -> None:
    readme = (SHIPPED / "README.md").read_text(encoding="utf-8")
    rows = {
        row[1]: set(re.findall(r"`(\w+)`", row[2]))
        for row in re.finditer(r"^\| `([\w/-]+)` \|(.*)\|$", readme, re.MULTILINE)
    }
    assert {letter: rows.get(letter) for letter in VALUES} == {letter: set(values) for letter, values in VALUES.items()}
    assert all(f"`{value}`" in readme for value in COMMON)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_the_promise_and_the_number_stand_in_every_acknowledgement(shipped: Templates, language: str) -> None:
    for sample in SAMPLES["requester/acknowledgement"]:
        for letter in ("requester/acknowledgement", "requester/acknowledgement-short"):
            values = sample_values(sample, language)
            text = shipped.word(letter, language, values).text
            assert "AM-1042" in text
            assert (values["promised"] or "") in text
            assert text.count("\n- ") == len(sample["missing"])
            assert "\n\n\n" not in text


@pytest.mark.parametrize("letter", [letter for letter in VALUES if letter != "requester/acknowledgement-short"])
def test_the_html_says_what_the_text_says_and_loads_nothing(shipped: Templates, letter: str) -> None:
    """Above the text's own words stand only the desk's name, the ticket and the subject as a heading.

    And above everything, where the letter can be answered, the line above which one writes: so that no answer carries these.
    """
    for language in sorted(shipped.spoken[letter]):
        for sample in SAMPLES[letter]:
            worded = shipped.word(letter, language, sample_values(sample, language))
            assert worded.html is not None
            masthead, heading, inner = words_of(worded.html)
            marker, text = parted(worded.text)
            assert masthead == f"{marker} The desk {sample.get('ticket', '')}".split()
            assert heading == without_colons(worded.subject)
            assert inner == without_colons(
                re.sub(r"^(={3,}|[█▏▎▍▌▋▊▉░▒]+)$|^[->] |: mailto:\S+", "", text, flags=re.MULTILINE)
            )
            assert bool(marker) == (letter in ANSWERED)
            assert f'<html lang="{language}">' in worded.html
            assert '<meta name="color-scheme" content="light dark">' in worded.html
            assert not re.search(r"https?:|src=|href=(?!.mailto:)|url\(|<img|<link|<script|@import", worded.html)


ANSWERED = ("staff/new", "staff/assigned", "staff/follow-up", "staff/outsider", "staff/reminder", "staff/escalation")


def parted(text: str) -> tuple[str, str]:
    """The line above which one answers, "" where there is none, and the text below it."""
    first, _, rest = text.lstrip("\n").partition("\n")
    return (first, rest) if first.startswith("##-") else ("", text)


def words_of(html: str) -> list[list[str]]:
    """The words of the masthead, of the heading and of the rest, as a reader sees them."""
    body = re.sub(r"<!--.*?-->", "", html.partition("<body")[2].partition(">")[2], flags=re.DOTALL)
    body = re.sub(r'<div class="preview".*?</div>', "", body)
    parts = re.split(r"<h1[^>]*>|</h1>", body)
    seen = [unescape(re.sub(r"<[^>]+>", " ", re.sub(r"</?strong[^>]*>", "", part))) for part in parts]
    return [without_colons(part) for part in seen]


def without_colons(text: str) -> list[str]:
    """The words; a colon behind a label is the gap between two cells."""
    return re.sub(r":(?=\s|$)", "", text).split()


def test_the_promise_stands_out_and_is_what_a_list_of_mails_shows(shipped: Templates) -> None:
    worded = shipped.word(
        "requester/acknowledgement", "de", sample_values(SAMPLES["requester/acknowledgement"][0], "de")
    )
    html = worded.html or ""
    assert re.search(r'class="panel ink"[^>]*>\s*Sie erhalten bis <strong>Mittwoch, 25. November', html)
    assert 'mso-hide:all;">Sie erhalten bis Mittwoch, 25. November, 15:00 Uhr EST' in html
    assert '<strong style="white-space:nowrap">AM-1042</strong>' in html


def test_a_missing_language_reads_english(shipped: Templates) -> None:
    worded = shipped.word("requester/closing", "sv", CLOSING)
    assert (worded.language, worded.subject) == ("en", "We are closing your ticket")


@pytest.mark.parametrize(
    "words", ["{{ 7*7 }}", "${7*7}", "%s %(ticket)s", "{% if 1 %}x{% endif %}", "{# no #}", "</p><script>"]
)
def test_a_customers_words_are_printed_never_run(shipped: Templates, words: str) -> None:
    values = sample_values({**SAMPLES["staff/reminder"][0], "text": words, "subject": words}, "en")
    worded = shipped.word("staff/reminder", "en", values)
    assert f"> {words}" in worded.text
    assert words in worded.subject
    assert worded.html is not None
    assert "<script>" not in worded.html


def test_a_value_cannot_run_from_the_subject_into_the_text(folder: Path) -> None:
    worded = with_closing(folder, "Bye", "Closed {{ name }}").word(
        "requester/closing", "en", {**CLOSING, "name": "a\n\nBcc: b"}
    )
    assert (worded.subject, worded.text) == ("Closed a Bcc: b", "Bye\n")


def test_every_problem_of_every_file_is_told_at_once_with_its_line(folder: Path) -> None:
    (folder / "requester/closing.en.txt").write_text(
        "Subject: x\n\nYour {{ tickt }}\n{{ name | uper }}\n", encoding="utf-8"
    )
    (folder / "requester/closing.de.txt").write_text("Kein Betreff\n{% if name %}\n", encoding="utf-8")
    (folder / "requester/closing.html").write_text('{% extends "bse.html" %}\n', encoding="utf-8")
    (folder / "staff/notice.en.txt").write_text("Subject: {{ 2 ** 9 }}\n{% include 'x' %}\n", encoding="utf-8")
    (folder / "staff/digest.en.txt").unlink()
    (folder / "requester/refusal.en.txt").write_bytes(b"Subject: \xff\n")
    (folder / "requester/refusal.de.txt").write_text("Subject: x\n" + "x" * 65_536, encoding="utf-8")
    with pytest.raises(TemplatesError) as refused:
        Templates.load(folder)
    assert [problem.partition(". Jinja")[0] for problem in refused.value.problems] == [
        "templates/requester/closing.de.txt:1: the first line gives the subject: 'Subject: …'",
        "templates/requester/closing.de.txt:2: Unexpected end of template",
        "templates/requester/closing.en.txt:3: this letter has no value 'tickt', did you mean 'ticket'?",
        "templates/requester/closing.en.txt:4: there is no filter 'uper', did you mean 'upper'?",
        "templates/requester/closing.html:1: 'bse.html' is no template here, did you mean 'base.html'?",
        "templates/requester/refusal.de.txt:1: cannot be read: more than 64 KiB",
        "templates/requester/refusal.en.txt:1: cannot be read: 'utf-8' codec can't decode byte 0xff in position 9: invalid start byte",
        "templates/requester/refusal.en.txt:1: this letter is missing",
        "templates/staff/digest.en.txt:1: this letter is missing",
        "templates/staff/notice.en.txt:1: 'pow' is not for letters: words, if, for, macros and values are",
        "templates/staff/notice.en.txt:2: 'include' is not for letters: words, if, for, macros and values are",
    ]


@pytest.mark.parametrize(
    "body",
    [
        "{{ 'a' * 10 ** 9 }}",
        "{{ [1] * 10000000 }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ 'a' ~ 'b' }}",
        "{{ name | safe }}",
        "{{ name | center(1000000000) }}",
        "{{ lipsum() }}",
        "{{ namespace() }}",
        "{% set x %}{{ name }}{% endset %}",
        "{% filter upper %}x{% endfilter %}",
        "{% include 'base.html' %}",
        "{{ caller.__globals__ }}",
    ],
)
def test_what_letters_do_not_need_is_refused_when_loaded(folder: Path, body: str) -> None:
    with pytest.raises(TemplatesError, match=r"templates/requester/closing\.en\.txt:2: "):
        with_closing(folder, body)


DOUBLING = "{% set x = 'ab' %}" + "{% set x = [x, x] | join %}" * 40 + "{{ x }}"
LIST_IN_LIST = "{% set x = ['ab'] %}" + "{% set x = [x, x] %}" * 40 + "{{ x }}"
MACROS = "{% macro m0() %}ab{% endmacro %}" + "".join(
    f"{{% macro m{n}() %}}{{{{ m{n - 1}() }}}}{{{{ m{n - 1}() }}}}{{% endmacro %}}" for n in range(1, 40)
)
NESTED = "{% for a in range(100) %}" * 6 + "{% endfor %}" * 6


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("{{ '{:1000000000}'.format(1) }}", "not safely callable"),
        ("{{ name.ljust(1000000000) }}", "not safely callable"),
        ("{{ name.__class__ }}", "unsafe"),
        ("{{ self.__init__ }}", "unsafe"),
        ("{{ name['__class__'] }}", "unsafe"),
        ("{% for n in range(101) %}x{% endfor %}", "range of more than 100"),
        (NESTED, "more than 5000 steps"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "recursion"),
        (MACROS + "{{ m39() }}", "more than 5000 steps|grows beyond 16 KiB"),
        (DOUBLING, "grows beyond 16 KiB"),
        (LIST_IN_LIST, "cannot be printed"),
        ("{{ name | replace('', name) | replace('a', name) }}", "grows beyond 16 KiB"),
        ("{% for n in range(100) %}{{ name }}{% endfor %}", "grows beyond 16 KiB"),
        ("{% macro m() %}" + "{{ name }}" * 17 + "{% endmacro %}{{ m() }}", "grows beyond 16 KiB"),
        ("{{ ticket.nothing }}", "no attribute 'nothing'"),
        ("{{ ticket.items() }}", "no attribute 'items'"),
    ],
)
@pytest.mark.timeout(20)
def test_what_is_greedy_is_stopped_while_it_runs(folder: Path, body: str, sentence: str) -> None:
    with pytest.raises(LetterError, match=rf"^templates/requester/closing\.en\.txt:\d: .*(?:{sentence})"):
        closing(folder, body, name="a" * 1000)


def test_a_mistake_that_only_rendering_shows_is_found_by_proving(folder: Path) -> None:
    proven = prove(with_closing(folder, "\n{{ ticket.nothing }}"), SAMPLES)
    assert proven == ["templates/requester/closing.en.txt:3: 'str object' has no attribute 'nothing'"]


class Kind(StrEnum):
    ONE = "one"


@pytest.mark.parametrize(
    "value",
    [
        object(),
        1.5,
        b"bytes",
        Markup("<b>"),
        Kind.ONE,
        {1: "x"},
        [object()],
        [[[[[[[[["deep"]]]]]]]]],
        "x" * 9000,
        ["x"] * 501,
    ],
)
def test_only_plain_values_reach_a_template(shipped: Templates, value: Any) -> None:
    with pytest.raises(LetterError, match=r"^values\.name"):
        shipped.word("requester/closing", "en", {**CLOSING, "name": value})


def test_values_are_cleaned_before_they_are_printed(folder: Path) -> None:
    assert closing(folder, "{{ name }}", name="a\x1b[1m\x07\u202eb\x00\r\nc\ud800") == "a[1mb\nc?\n"


def test_a_letter_that_does_not_exist_is_named(shipped: Templates) -> None:
    with pytest.raises(LetterError, match=r"^templates/requester/nothing\.en\.txt:1: there is no such letter"):
        shipped.word("requester/nothing", "de", {})


def test_ops_may_add_a_letter_of_their_own(folder: Path) -> None:
    (folder / "requester/voucher.en.txt").write_text("Subject: For you\nYour code is {{ code }}.\n", encoding="utf-8")
    worded = Templates.load(folder).word("requester/voucher", "en", {"code": "X1"})
    assert (worded.subject, worded.text, worded.html) == ("For you", "Your code is X1.\n", "<p>1</p>")
