"""rules.yaml text in, rules or problems out."""

import copy
import json
import re
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage.policy import yamlnodes
from triage.policy.rulesfile import LARGEST, Problem, read_rules, render, rules_from_file
from triage.policy.worktime import Span

GOOD = """\
desk:
  name: AeroPress Mall
  timezone: America/New_York
  working_hours: {mon-fri: "09:00-18:00"}
  holidays: [US]
  closed: ["2026-12-24: Christmas Eve"]
  languages: [en, de]
  manager: manager@shop.example
  ops: ops@shop.example
shop:
  currency: USD
  free_return_days: 60
  handling: 1 to 3 working days
  transit: 6 to 12 days
  refund: 5 to 10 working days
  warehouse_address: 1 Dock Street
  repackaging: [Dry the parts.]
mailboxes:
  support@shop.example:
    purpose: returns and order trouble
    imap: imaps://imap.shop.example
    smtp: smtps://smtp.shop.example
    login: support@shop.example
    secret: SUPPORT_PASSWORD
    default: parts
staff:
  aftersales: {members: [a@shop.example], lead: b@shop.example}
  wholesale: {members: [c@shop.example], lead: b@shop.example}
facts:
  order_number:
    patterns: ['AM-(\\d+)']
  reason:
    phrases: [because]
categories:
  returns:
    clause: "4"
    team: aftersales
    home: support@shop.example
    signals:
      - any: [return, send back]
        score: 2
      - {fact: order_number, count: 1}
    requires: [order_number, reason]
    stages:
      audit: {within: 1 working day, from: receipt, verbs: {approve: parcel, decline: closed}}
      parcel: {waits_for: requester, remind_after: 14 days, verbs: {received: closed}}
    examples:
      - {text: I want to return it, is: returns, missing: [order_number]}
  parts:
    team: aftersales
    stages:
      answer: {within: 2 working days, from: receipt, ours: true}
  thanks:
    acknowledge: false
    signals: [thanks]
escalation:
  - {at: 50%, tell: assignee or team}
  - {after: 1 working day, tell: [manager, boss@shop.example]}
"""


def problems(text: str) -> list[str]:
    rules, found = read_rules(text)
    assert (rules is None) == bool(found)
    return [str(problem) for problem in found]


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


def test_a_good_file() -> None:
    rules, found = read_rules(GOOD)
    assert found == ()
    assert rules is not None
    assert list(rules.categories) == ["returns", "parts", "thanks"]
    assert rules.categories["returns"].stages["audit"].within == Span(1, "working days")
    assert rules.categories["returns"].stages["audit"].start == "receipt"
    assert rules.categories["returns"].examples[0].is_ == "returns"
    assert rules.limits.look_back == Span(24, "hours")


def test_what_triage_check_prints() -> None:
    text = dedent("""\
        categories:
          wholesale-enquiry:
            team: wholsale
            signals:
              - {any: [reseller, pallet], score: 2, scrore: 1}
            stages:
              answer: {within: 2 wurking days}
          parts:
            priority: low
            stages:
              answer: {within: 2 working days}
            priority: high
        """)
    rest = GOOD[: GOOD.index("categories:")].replace("default: parts", "default: wholesale-enquiry")
    assert problems(text + rest) == [
        (
            "rules.yaml:3:11: categories.wholesale-enquiry.team: "
            "'wholsale' is not one of aftersales, wholesale (did you mean 'wholesale'?)"
        ),
        "rules.yaml:5:45: categories.wholesale-enquiry.signals[0].scrore: unknown key, did you mean 'score'?",
        (
            "rules.yaml:7:24: categories.wholesale-enquiry.stages.answer.within: "
            "'2 wurking days' is not a length of time: expected e.g. '2 working days'"
        ),
        (
            "rules.yaml:8:3: categories.parts: no mail can come here: "
            "give it signals whose scores add up to 1, a filter, or make it a mailbox's default"
        ),
        "rules.yaml:9:5: categories.parts: 'team' is missing",
        "rules.yaml:12:5: categories.parts.priority: this key is given twice (first in line 9)",
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # keys
        ("  name: AeroPress Mall", "  nname: AeroPress Mall", "desk.nname: unknown key, did you mean 'name'?"),
        ("  name: AeroPress Mall", "  nname: AeroPress Mall", "2:3: desk: 'name' is missing"),
        ("    clause: ", "    nonsense: 1\n    clause: ", "unknown key: known here are clause, team, home, priority"),
        ("from: receipt, verbs", "start: receipt, verbs", "stages.audit.start: unknown key"),
        ("is: returns", "is_: returns", "examples[0].is_: unknown key, did you mean 'is'?"),
        # types
        ("free_return_days: 60", "free_return_days: sixty", "expected a whole number, found 'sixty'"),
        ("free_return_days: 60", 'free_return_days: "60"', "expected a whole number, found '60'"),
        ("free_return_days: 60", "free_return_days: 0", "expected at least 1, found 0"),
        ("        score: 2", "        score: high", "signals[0].score: expected a number, found 'high'"),
        ("        score: 2", "        score: 1e999", "signals[0].score"),
        ("ours: true", "ours: yes", "stages.answer.ours: expected true or false, found 'yes'"),
        ('clause: "4"', "clause: 4", "categories.returns.clause: expected text, found 4: put it in quotes"),
        ("any: [return, send back]", "any: {return: 1}", "any: expected a list such as [a, b], found keys and values"),
        ("any: [return, send back]", "any: [return, '']", "signals[0].any[1]: '' is not enough"),
        ("requires: [order_number, reason]", "requires:", "requires: expected a list such as [a, b], found nothing"),
        ('["2026-12-24: Christmas Eve"]', "[2026-12-24: Christmas Eve]", "expected text, found keys and values: put"),
        ("staff:\n", "staff: nobody\nlimits:\n", "staff: expected keys and values, found 'nobody'"),
        ("members: [c@shop.example]", "members: []", "staff.wholesale.members: expected at least one, found a list"),
        # words
        ("waits_for: requester", "waits_for: requestr", "'requestr' is not one of team, requester, third party (did"),
        ("  parts:\n", "  Parts!:\n", "categories.Parts!: 'Parts!' is not a name: expected small letters"),
        ("manager: manager@shop.example", "manager: me", "'me' is not an address: expected e.g. 'support@example.com'"),
        ("languages: [en, de]", "languages: [en, german]", "'german' is not a language code: expected e.g. 'en', 'de'"),
        ("languages: [en, de]", "languages: [en, xx]", "'xx' is not a language code"),
        (
            "  timezone:",
            "  ticket_prefix: am\n  timezone:",
            "'am' is not a prefix: expected one to six capital letters",
        ),
        # time
        ("within: 1 working day", "within: 2 dayz", "'2 dayz' is not a length of time: expected e.g. '2 days'"),
        (
            "within: 1 working day",
            "within: 1",
            "stages.audit.within: expected a length of time such as '2 working days'",
        ),
        ("America/New_York", "Amerca/New_York", "not a known time zone (did you mean 'America/New_York'?)"),
        ("America/New_York", "Moon", "'Moon' is not a known time zone"),
        ("holidays: [US]", "holidays: [USE]", "desk.holidays[0]: 'USE' is not a known holiday country (did you mean"),
        ("holidays: [US]", "holidays: [DE/Bayern]", "'Bayern' is not a part of DE with holidays of its own"),
        ("2026-12-24: Christmas", "2026-12-42: Christmas", "desk.closed[0]: there is no date '2026-12-42'"),
        ("mon-fri: ", "mon-fry: ", "4:19: desk.working_hours.mon-fry: 'mon-fry' is not a day of the week"),
        ('"09:00-18:00"', '"9-18"', "4:28: desk.working_hours.mon-fri: '9-18' are not hours of a day"),
        ('"09:00-18:00"', "9", "desk.working_hours.mon-fri: expected text, or a list of texts"),
        ('mon-fri: "09:00-18:00"', "mon-fri: []", "desk.working_hours.mon-fri: expected text, or a list of texts"),
        # expressions
        (r"AM-(\d+)", "AM-(", "facts.order_number.patterns[0]: 'AM-(' is not a regular expression: missing )"),
        (r"AM-(\d+)", "(?<=AM-)1", "(look-behind is not available)"),
        (r"AM-(\d+)", "(?=AM)A", "(look-ahead and the like are not available)"),
        (r"AM-(\d+)", r"(A)\1", "(back-references and unknown escapes are not available)"),
        (r"AM-(\d+)", "A{1001}", "(at most 1000 repeats)"),
        (r"AM-(\d+)", "A*", "'A*' holds for nothing at all"),
        # facts and signals
        (
            "    phrases: [because]",
            "    {}",
            "expected at least one of patterns, parcel_numbers, amounts, dates, catalogue, phrases, words",
        ),
        ("    phrases: [because]", "    phrases: [because]\n    unless: [x]", "'unless' says something only together"),
        ("{fact: order_number, count: 1}", "{score: 2}", "signals[1]: expected at least one of any, all, "),
        ("{fact: order_number, count: 1}", "{any: [x], count: 2}", "'count' says something only together with 'fact'"),
        # servers and secrets
        (
            "imaps://imap.shop.example",
            "imap://imap.shop.example",
            "would send the password in clear: expected e.g. imaps",
        ),
        (
            "imaps://imap.shop.example",
            "http://imap.shop.example",
            "'http://imap.shop.example' is not a server: expected",
        ),
        (
            "imaps://imap.shop.example",
            "imaps://a:b@imap.shop.example",
            "name and password do not belong into the address",
        ),
        ("imaps://imap.shop.example", "imaps://", "'imaps://' is not a server"),
        ("imaps://imap.shop.example", "imaps://host:99999", "'imaps://host:99999' is not a server"),
        ("imaps://imap.shop.example", "imaps://host/INBOX", "'imaps://host/INBOX' is not a server"),
        ("smtps://smtp.shop.example", "smtp://10.0.0.1", "expected e.g. smtps://smtp.example.com or smtp+starttls://"),
        ("secret: SUPPORT_PASSWORD", "secret: hunter2!", "expected the name of an environment variable or a systemd"),
        # references
        ("team: aftersales\n    home", "team: aftresales\n    home", "(did you mean 'aftersales'?)"),
        (
            "home: support@shop.example",
            "home: suport-@shop.example",
            "categories.returns.home: 'suport-@shop.example' is",
        ),
        ("requires: [order_number, reason]", "requires: [order_no, reason]", "requires[0]: 'order_no' is not one of"),
        ("default: parts", "default: partz", "'partz' is not one of returns, parts, thanks (did you mean 'parts'?)"),
        ("is: returns", "is: refunds", "examples[0].is: 'refunds' is not one of returns, parts, thanks"),
        ("missing: [order_number]", "missing: [color]", "examples[0].missing[0]: returns does not require 'color'"),
        (
            "fact: order_number",
            "fact: ordernumber",
            "signals[1].fact: 'ordernumber' is not one of order_number, reason",
        ),
        # stages
        (
            "approve: parcel",
            "approve: parcle",
            "stages.audit.verbs.approve: 'parcle' is not one of audit, parcel, closed",
        ),
        ("approve: parcel", "approve: closed", "categories.returns.stages.parcel: no verb leads to this stage"),
        ("approve: parcel", "close: parcel", "#close is a command already: take another word"),
        ("answer: {within", "closed: {within", "stages.closed: this is the end of every ticket, not a stage"),
        ("from: receipt, ours", "from: valid enquiry, ours", "stages.answer.from: 'valid enquiry' needs 'requires'"),
        ("from: receipt, ours: true", "until: close, within: 4 hours", "this key is given twice"),
        (
            "within: 2 working days, from",
            "until: close, within: 4 hours, from",
            "'until: close' needs 'within' in working",
        ),
        (
            "    acknowledge: false",
            "    priority: low",
            "categories.thanks: 'stages' is missing: an acknowledgement says",
        ),
        ("    acknowledge: false", "    priority: low", "categories.thanks: 'team' is missing"),
        (
            "    signals: [thanks]\n",
            "",
            "categories.thanks: no mail can come here: give it signals whose scores add up",
        ),
        ("signals: [thanks]", "signals: [{any: thanks, score: 0.5}]", "categories.thanks: no mail can come here"),
        (
            "acknowledge: false",
            "acknowledge: no",
            "thanks.acknowledge: expected true or false, found 'no': write false",
        ),
        ("acknowledge: false", "acknowledge: On", "expected true or false, found 'On': write true"),
        ("within: 1 working day", "within: 1 wroking day", "expected e.g. '1 working day'"),
        # addresses
        ("ops@shop.example", "ops@shop,example", "desk.ops: 'ops@shop,example' is not an address: expected e.g."),
        ("ops@shop.example", "ops@-shop.example", "'ops@-shop.example' is not an address"),
        ("ops@shop.example", "ops.@shop.example", "'ops.@shop.example' is not an address"),
        ("boss@shop.example", "boss@shop..example", "'boss@shop..example' is not one of assignee, team"),
        ("any: [return, send back]", "sender: shop/example", "'shop/example' is not an address or a domain"),
        # conditions beside words
        (
            "any: [return, send back]",
            "header: {X Form: a}",
            "header.X Form: 'X Form' is not the name of a header field",
        ),
        ("any: [return, send back]", "language: english", "'english' is not a language code"),
        ("any: [return, send back]", "authenticated: passed", "is not one of pass, fail, none (did you mean 'pass'?)"),
        # filters
        (
            "categories:\n",
            "filters: [{when: {sender: a.example}, then: {category: retuns}}]\ncategories:\n",
            "filters[0].then.category: 'retuns' is not one of returns, parts, thanks (did you mean 'returns'?)",
        ),
        (
            "categories:\n",
            "filters: [{when: {}, then: {ignore: true}}]\ncategories:\n",
            "filters[0].when: expected at least one of any, all, says",
        ),
        (
            "categories:\n",
            "filters: [{when: spam, then: {ignore: true, team: aftersales}}]\ncategories:\n",
            "filters[0].then: 'ignore' stands alone",
        ),
        (
            "categories:\n",
            "filters: [{when: spam, then: {}}]\ncategories:\n",
            "expected at least one of category, team, priority, acknowledge, ignore",
        ),
        # calendars
        (
            "staff:\n  aftersales: {",
            "calendars: {berlin: {timezone: Europe/Berlin}}\nstaff:\n  aftersales: {calendar: berln, ",
            "staff.aftersales.calendar: 'berln' is not one of berlin (did you mean 'berlin'?)",
        ),
        (
            "staff:\n",
            "calendars: {never: {working_hours: {}}}\nstaff:\n",
            "calendars.never.working_hours: there is no working time at all",
        ),
        (
            "staff:\n",
            "calendars: {there: {holidays: [USA/XX]}}\nstaff:\n",
            "calendars.there.holidays[0]: 'XX' is not a part of USA with holidays of its own",
        ),
        # escalation
        ("at: 50%", "at: 50", "escalation[0].at: expected text, found 50: put it in quotes"),
        (
            "at: 50%",
            "at: 150%",
            "'150%' is not a share of the working time: expected 1% to 100%; afterwards, use 'after'",
        ),
        ("{at: 50%, tell", "{tell", "escalation[0]: expected exactly one of at, before, after"),
        ("{at: 50%, tell", "{at: 50%, before: 1 hour, tell", "exactly one of at, before, after, not at and before"),
        (
            "tell: assignee or team",
            "tell: assignne",
            "'assignne' is not one of assignee, team, assignee or team, lead, man",
        ),
        ("tell: assignee or team", "tell: {who: team}", "escalation[0].tell: expected text, or a list of texts"),
    ],
)
def test_a_mistake_gets_its_sentence(old: str, new: str, expected: str) -> None:
    found = problems(changed(old, new))
    assert any(expected in problem for problem in found), "\n".join(found)


@pytest.mark.parametrize("value", [None, 1, -1.5, True, "", "x", [], {}, ["x"], [None], {"x": 1}], ids=repr)
def test_every_sentence_is_ours(value: object) -> None:
    """Whatever stands at any place of the file, nobody reads the words of a library."""
    data = yamlnodes.read(GOOD).data
    for path in yamlnodes.read(GOOD).values:
        text = json.dumps(replaced(data, path, value))
        for problem in problems(text):
            assert not re.search("Input|[Ss]hould|valid (?!enq)|NoneType|int64", problem), problem


def replaced(data: Any, path: yamlnodes.Trail, value: object) -> Any:
    if not path:
        return value
    changed = copy.copy(data)
    changed[path[0]] = replaced(data[path[0]], path[1:], value)
    return changed


def test_a_password_in_the_wrong_place_is_not_repeated() -> None:
    found = problems(changed("secret: SUPPORT_PASSWORD", "secret: hunter2!"))
    assert not any("hunter2" in problem for problem in found)


@pytest.mark.parametrize(
    "server",
    [
        "imap+starttls://mail.example:143",
        "imap://localhost:1143",
        "imap://127.0.0.1",
        "imap://[::1]:1143",
        "imaps://x/",
    ],
)
def test_servers_that_are_fine(server: str) -> None:
    assert problems(changed("imaps://imap.shop.example", server)) == []


def test_an_alias_belongs_to_one_mailbox() -> None:
    assert problems(changed("    default: parts", "    default: parts\n    aliases: [Support@shop.example]")) == []
    second = GOOD[GOOD.index("  support@") : GOOD.index("staff:")].replace("support@", "press@")
    both = changed("staff:\n", second + "    aliases: [Support@shop.example]\nstaff:\n")
    assert problems(both) == [
        (
            "rules.yaml:33:15: mailboxes.press@shop.example.aliases[0]: "
            "'Support@shop.example' already belongs to support@shop.example"
        )
    ]
    again = changed("staff:\n", second.replace("press@shop", "Support@shop") + "staff:\n")
    assert "26:3: mailboxes.Support@shop.example: this mailbox is given twice" in problems(again)[0]


def test_a_desk_that_is_never_open() -> None:
    closed = ", ".join(f'"2026-01-{day:02}"' for day in range(1, 32))
    assert problems(changed('["2026-12-24: Christmas Eve"]', f"[{closed}]")) == []
    assert "there is no working time at all" in problems(changed('mon-fri: "09:00-18:00"', ""))[0]


# --- YAML


@pytest.mark.parametrize(
    ("written", "word"),
    [("NO", "NO"), ("on", "on"), ("off", "off"), ("012", "012"), ("1:30", "1:30"), ("18:30", "18:30"), ("0x1F", "0x1F"),
     (".inf", ".inf"), ("2026-12-24", "2026-12-24"), ("1_000", "1_000"), ('"7"', "7"), ("'true'", "true"),
     ("9" * 5000, "9" * 5000)],
)  # fmt: skip
def test_scalars_that_stay_text(written: str, word: str) -> None:
    rules, found = read_rules(changed("[return, send back]", f"[{written}]"))
    assert found == ()
    assert rules is not None
    assert rules.categories["returns"].signals[0].any == [word]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["1:1: the file is empty: expected desk, shop, mailboxes"]),
        ("# nothing\n", ["1:1: the file is empty"]),
        ("- a\n- b\n", ["1:1: this is no set of keys and values: expected desk"]),
        ("desk: [1, 2\nshop: 1\n", ["2:5: the list is not closed: ',' or ']' is missing (it began in line 1)"]),
        ("desk: 'x\n", ["2:1: the quotes are not closed (it began in line 1)"]),
        ("desk: a: b\n", ["1:8: a ':' too many: put text that holds ': ' in quotes"]),
        (
            "\tdesk: 1\n",
            ["1:1: this character cannot stand here: put text in quotes, and indent with blanks, not tabs"],
        ),
        ("desk:\n  b: 1\n c: 2\n", ["3:2: this does not fit what stands above it: check the indentation"]),
        ("é: \x01\n", ["1:4: an invisible control character stands here"]),
        ("x: \ud800", ["1:1: the file is no text: it holds unpaired surrogates"]),
        ("a: &b 1\nc: *b\n", ["2:4: c: aliases (*name) are not understood"]),
        ("<<: {a: 1}\n", ["1:1: <<: merge keys are not understood"]),
        ("a: !!python/object:os.system x\n", ["1:4: a: tags (tag:yaml.org,2002:python/object:os.system) are not"]),
        ("? [a]\n: 1\n", ["1:3: a key must be plain text"]),
        ("desk: 1\n---\nshop: 2\n", ["2:1: a second document begins here: the file must be one"]),
        ("[" * 100_000, ["more than 20 levels deep"]),
        ("? " * 50_000, ["more than 20 levels deep"]),
        ("a: {" * 30_000, ["more than 20 levels deep"]),
        ("#" * (LARGEST + 1), ["1:1: the file is larger than 256 KB"]),
    ],
)
def test_what_this_yaml_refuses(text: str, expected: list[str]) -> None:
    found = problems(text)
    for sentence in expected:
        assert any(sentence in problem for problem in found), found[:5]


def test_one_wrong_word_is_one_problem() -> None:
    for old, new in (
        ("acknowledge: false", "acknowledge: no"),
        ("team: aftersales\n    stages", "team: [aftersales]\n    stages"),
    ):
        assert len(problems(changed(old, new))) == 1, new


def test_every_duplicate_is_reported_and_the_rest_is_still_checked() -> None:
    text = changed("    clause:", "    team: x\n    clause:").replace("  name:", "  ops: x@y.example\n  name:")
    text = text.replace("within: 2 working days", "within: 2 wks")
    assert [problem.split(": ")[1] for problem in problems(text)] == [
        "desk.ops", "categories.returns.team", "categories.returns.team", "categories.parts.stages.answer.within",
    ]  # fmt: skip


def test_an_alias_bomb_costs_nothing() -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40))]
    assert len([problem for problem in problems("\n".join(lines)) if "aliases" in problem]) == 39 * 9


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab:-[]{}#&*!|>'\"%@`,?<~ \n\t\x00é\ufeff\ud800019"), max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    rules, found = read_rules(text)
    assert rules is None
    assert all(problem.line >= 1 and problem.column >= 1 for problem in found)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_change_of_a_good_file_breaks_the_reader(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(GOOD)))
    end = data.draw(st.integers(start, min(len(GOOD), start + 40)))
    text = GOOD[:start] + data.draw(st.sampled_from(["", "x", ": ", "[", "- ", "\n", "null", "1", "{}"])) + GOOD[end:]
    rules, found = read_rules(text)
    assert (rules is None) == bool(found)
    assert list(found) == sorted(found, key=lambda problem: (problem.line, problem.column))
    assert all(render(problem, text).startswith(str(problem)) for problem in found)


# --- files


def test_a_file_with_a_byte_order_mark_is_fine(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(GOOD, encoding="utf-8-sig")
    reading = rules_from_file(file)
    assert reading.problems == ()
    assert reading.rules is not None
    assert reading.text == GOOD


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_bytes("desk:\n  name: Käse ".encode() + b"\xe4\n")
    assert [str(problem) for problem in rules_from_file(file).problems] == [
        f"{file}:2:14: byte 0xe4 is not UTF-8: save the file as UTF-8"
    ]


def test_a_file_that_is_missing_or_a_folder_or_too_large(tmp_path: Path) -> None:
    (tmp_path / "large.yaml").write_text("é" * LARGEST, encoding="utf-8")
    for name, sentence in (("none.yaml", "No such file"), (".", "directory"), ("large.yaml", "larger than 256 KB")):
        reading = rules_from_file(tmp_path / name)
        assert reading.rules is None
        assert re.search(sentence, reading.problems[0].sentence)


def test_a_path_that_no_system_knows() -> None:
    assert "cannot be read" in rules_from_file(Path("rules\0.yaml")).problems[0].sentence


# --- the caret


def at(line: int, column: int) -> Problem:
    return Problem(file="rules.yaml", line=line, column=column, path="a", sentence="wrong")


def test_the_caret_points_at_the_column() -> None:
    assert render(at(2, 6), "x: 1\na:   b\n") == dedent("""\
        rules.yaml:2:6: a: wrong
             2 | a:   b
               |      ^""")


def test_the_caret_knows_wide_letters_and_long_lines() -> None:
    assert render(at(1, 3), "返品x").splitlines()[2] == "       |     ^"
    shown = render(at(1, 5001), "a" * 5000 + "b" + "c" * 5000).splitlines()
    assert len(shown[1]) < 120
    assert shown[1][shown[2].index("^")] == "b"


def test_a_problem_behind_the_end_has_no_caret() -> None:
    assert render(at(3, 1), "a: 1\n") == "rules.yaml:3:1: a: wrong"
