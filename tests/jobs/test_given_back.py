"""Answers by mail that did not arrive, or may not have: what their writers hear, and when the promise runs again."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.desk.builders import ANN, PROBLEM, SUPPORT
from tests.jobs.bench import SILENT, ScriptedCourier, dsn
from tests.jobs.post import Post, post_in
from triage.jobs import deliver, report


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with post_in(tmp_path) as opened:
        yield opened


def came_back(post: Post) -> list[str]:
    return [row["subject"] for row in post.letters("transcript")]


def test_an_answer_in_doubt_that_bounces_in_the_end_is_told_again_and_the_promise_runs(post: Post) -> None:
    post.brings(PROBLEM, ANN, number="a1")
    promised = post.due()
    asyncio.run(deliver(post.office, SUPPORT, ScriptedCourier(), lambda: post.now, lambda: 0.0))  # pyright: ignore[reportArgumentType]  the same method
    post.staff_answer("notification", "The right one is on its way, Ann.")
    asyncio.run(deliver(post.office, SUPPORT, ScriptedCourier([SILENT]), lambda: post.now, lambda: 0.0))  # pyright: ignore[reportArgumentType]  the same method
    report(post.office, post.now + timedelta(minutes=30))
    assert (came_back(post), post.due()) == (["Perhaps not delivered: A question [AM-1001]"], None)
    for number in (1, 2):  # some servers report twice
        post.takes(dsn(post.letters("relay")[-1]["message_id"], ANN, number=number, status="5.1.1"))
        report(post.office, post.now + timedelta(hours=1))
    assert came_back(post)[1:] == ["Not delivered: A question [AM-1001]"]
    assert post.due() == promised
