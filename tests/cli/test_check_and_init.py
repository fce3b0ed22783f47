"""`triage init` writes rules that `triage check` finds good; `check` tells every mistake at once, with its place."""

import json
import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.cli.terminal import Terminal


@pytest.fixture
def own(terminal: Terminal) -> Terminal:
    """A folder with rules and templates of its own."""
    assert terminal.says("init", ".").code == 0
    return terminal


def edit(terminal: Terminal, name: str, before: str, after: str) -> None:
    file = terminal.folder / name
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), "utf-8")


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_shipped_rules_are_good(terminal: Terminal) -> None:
    done = terminal.says("check")
    assert (done.code, done.err) == (0, "")
    assert "3 mailboxes" in done.out
    assert "no problems" in done.out


def test_init_writes_what_check_finds_good(terminal: Terminal) -> None:
    done = terminal.says("init", "deep/down")
    assert done.code == 0
    assert "triage check" in done.out
    written = files(terminal.folder / "deep/down")
    assert "rules.yaml" in written
    assert len([name for name in written if name.startswith("templates/")]) > 10
    assert terminal.says("check", "--rules", "deep/down/rules.yaml", "--data", "never-made").code == 0
    assert [path.name for path in terminal.folder.iterdir()] == ["deep"]


def test_init_writes_a_settings_sample_that_only_its_owner_reads(terminal: Terminal) -> None:
    terminal.says("init", "desk")
    settings = terminal.folder / "desk/settings.env"
    assert settings.stat().st_mode & 0o777 == 0o600
    assert [line.partition("=")[0] for line in settings.read_text().splitlines()] == [
        "TRIAGE_RULES",
        "TRIAGE_DATA",
        "PRESS_PASSWORD",
        "SUPPORT_PASSWORD",
        "WHOLESALE_PASSWORD",
    ]


@pytest.mark.parametrize("there", ["rules.yaml", "templates/ours.txt"])
def test_init_never_overwrites(terminal: Terminal, there: str) -> None:
    terminal.write(f"desk/{there}", "mine")
    done = terminal.says("init", "desk")
    assert done.code == 1
    assert there.partition("/")[0] in done.err
    assert files(terminal.folder) == {f"desk/{there}": b"mine"}


def test_init_where_nothing_can_be_written_is_told(terminal: Terminal) -> None:
    terminal.write("file", "")
    assert terminal.says("init", "file").code == 2
    done = terminal.says("init", "file/below")
    assert done.code == 1
    assert done.err.startswith("file/below cannot be written: ")


def test_a_mistake_is_told_with_its_line_and_a_caret(own: Terminal) -> None:
    edit(own, "rules.yaml", "timezone: America/New_York", "timezone: America/New_Yrok")
    done = own.says("check")
    place, line, caret = done.err.splitlines()
    assert (done.code, done.out) == (1, "")
    assert (found := re.match(r"rules\.yaml:(\d+):(\d+): desk\.timezone: .*America/New_York", place))
    assert line.startswith(f"{found[1]:>6} | ")
    assert line[caret.index("^") :].startswith("America/New_Yrok")


def test_everything_wrong_is_told_at_once(own: Terminal) -> None:
    edit(own, "rules.yaml", "timezone: America/New_York", "timezone: Nowhere/Land")
    edit(own, "rules.yaml", "holidays: [US]", "holidais: [US]")
    edit(own, "rules.yaml", "imap: imaps://imap.example.com", "imap: http://imap.example.com")
    edit(own, "templates/staff/reminder.txt", "{{", "{% nosuch %}{{")
    done = own.says("check")
    assert done.code == 1
    for name in ("desk.timezone", "holidais", "mailboxes.press@aeropressmall.com.imap", "reminder.txt"):
        assert name in done.err


def test_broken_templates_are_told_by_their_names(own: Terminal) -> None:
    for name, broken in (("reminder", "{% if %}"), ("escalation", "{{ nobody.knows.this }}")):
        with (own.folder / f"templates/staff/{name}.txt").open("a") as file:
            file.write(broken)
    done = own.says("check")
    assert (done.code, done.out) == (1, "")
    assert "staff/reminder.txt" in done.err
    assert "staff/escalation.txt" in done.err


def test_an_example_that_is_sorted_otherwise_is_told_with_the_reasons(own: Terminal) -> None:
    text = (own.folder / "rules.yaml").read_text("utf-8")
    found = re.search(r"( *)examples:\n( *)- .*", text)
    assert found
    wrong = (
        f'{found[2]}- {{subject: "Wholesale price list", text: "We are a shop and would like to buy 300 for resale."}}'
    )
    edit(own, "rules.yaml", found[0], f"{found[1]}examples:\n{wrong}\n{found[0].splitlines()[1]}")
    done = own.says("check")
    assert (done.code, done.out) == (1, "")
    assert ".examples[0]: in press@aeropressmall.com, support@" in done.err
    assert re.search(r"it is sorted as wholesale \(score [\d.]+\), not product-question \(score -?[\d.]+\)", done.err)
    assert re.search(r"speaks for wholesale \(\+\d; rules.yaml:\d+, the word in \d+\)", done.err)


def test_an_example_that_misses_something_else_is_told_what_was_found(own: Terminal) -> None:
    edit(own, "rules.yaml", "missing: []", "missing: [description]")
    done = own.says("check")
    assert done.code == 1
    assert "order-tracking.examples[0]" in done.err
    assert "it misses nothing, not description" in done.err
    assert "order_number: AM-10432 ('AM-10432' in the subject)" in done.err


def test_a_signal_against_an_example_of_its_own_category_is_worth_a_note(own: Terminal) -> None:
    edit(
        own,
        "rules.yaml",
        "      - {score: 4, says: asks where it is}",
        "      - {score: 4, says: asks where it is}\n      - {score: -1, any: carrier's page}",
    )
    done = own.says("check")
    assert (done.code, done.err) == (0, "")
    note, line, caret, reason, end = done.out.splitlines()
    assert re.match(
        r"note: rules.yaml:\d+:9: categories.order-tracking.signals\[1\]: it speaks against an example of", note
    )
    assert re.search(r", rules.yaml:\d+$", note)
    assert line[caret.index("^") :] == "{score: -1, any: carrier's page}"
    assert "'carrier's page' in the text speaks against order-tracking (-1;" in reason
    assert end.endswith("no problems")


def test_check_in_json_is_one_object_a_line(own: Terminal) -> None:
    assert own.says("check", "--json").rows() == []
    edit(own, "rules.yaml", "timezone: America/New_York", "timezone: Nowhere/Land")
    edit(own, "templates/staff/reminder.txt", "{{", "{{ nobody }}{{")
    done = own.says("check", "--json")
    assert (done.code, done.err) == (1, "")
    rules, template = done.rows()
    assert list(rules) == ["file", "line", "column", "path", "sentence", "reasons", "severity"]
    assert (rules["file"], rules["path"], rules["severity"]) == ("rules.yaml", "desk.timezone", "problem")
    assert rules["sentence"].startswith("'Nowhere/Land' is not a known time zone")
    assert (template["file"], template["path"]) == ("templates/staff/reminder.txt", "")
    assert "no value 'nobody'" in template["sentence"]


def test_a_template_s_mistake_is_shown_with_its_line_and_a_caret(own: Terminal) -> None:
    edit(own, "templates/staff/reminder.txt", "{{", "{{ nobody }}{{")
    place, line, caret = own.says("check").err.splitlines()[:3]
    assert place.startswith("templates/staff/reminder.txt:")
    assert line[caret.index("^") :].startswith("nobody }}")


def test_a_language_without_letters_is_told(own: Terminal) -> None:
    edit(own, "rules.yaml", "languages: [en,", "languages: [fi, en,")
    done = own.says("check")
    assert done.code == 1
    assert "desk.languages[0]: there is no templates/requester/acknowledgement.fi.txt" in done.err


def test_a_narrow_terminal_still_shows_the_caret_under_its_place(
    own: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    edit(own, "rules.yaml", "closed: [", f'closed: ["2026-01-02: {"休" * 60}", "2026-13-01", ')
    place, line, caret = own.says("check").err.splitlines()
    assert "there is no date '2026-13-01'" in place
    assert cell_len(line) <= 60
    assert cell_len(line[: line.index('"2026-13-01"')]) == caret.index("^")


def test_init_gives_editors_the_schema_beside_the_rules(own: Terminal) -> None:
    first = (own.folder / "rules.yaml").read_text("utf-8").splitlines()[0]
    named = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert named
    schema = json.loads((own.folder / named[1]).read_text("utf-8"))
    assert set(schema["required"]) <= set(schema["properties"])
    assert schema["$defs"]["Signal"]["properties"]["score"]["description"]


@pytest.mark.parametrize("name", ["nothing.yaml", "templates"])
def test_rules_that_cannot_be_read_are_told(own: Terminal, name: str) -> None:
    done = own.says("check", "--rules", name)
    assert done.code == 1
    assert done.err.startswith(f"{name}:1:1: cannot be read: ")


def test_a_letter_that_rules_name_must_exist_and_be_proven(own: Terminal) -> None:
    edit(
        own,
        "rules.yaml",
        "    requires: [order_number, description]",
        "    requires: [order_number, description]\n    letter: requester/trackng",
    )
    done = own.says("check")
    assert done.code == 1
    assert "templates/requester/trackng.en.txt:1:1: rules.yaml names this letter, and it is missing" in done.err
    own.write("templates/requester/trackng.en.txt", "Subject: Where it is\n\nHello {{ name }}, {{ nowhere }}\n")
    assert "'nowhere' is undefined" in own.says("check").err
    own.write("templates/requester/trackng.en.txt", "Subject: Where it is\n\nHello {{ name }}, by {{ promised }}\n")
    assert own.says("check").code == 0
