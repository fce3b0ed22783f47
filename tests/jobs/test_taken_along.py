"""What was begun on a ticket is found again where it goes on: after a merge, after a split, and in the folders of staff."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.builders import ANN, BOB, DAY, FORM, PROBLEM, RETURN, SUPPORT
from tests.jobs.bench import UNKNOWN, ScriptedCourier, dsn
from tests.jobs.post import Post, post_in
from triage.jobs import deliver, sorting
from triage.jobs.returns import give_back_answers

SENT = "s1@shop.test"


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with post_in(tmp_path) as opened:
        yield opened


def two(post: Post, by: str = BOB) -> None:
    """AM-1001 of Ann's, due on Wednesday, and AM-1002, due on Tuesday."""
    post.brings(PROBLEM, ANN, number="a1", subject="Wrong item")
    post.brings(RETURN, by, number="b1", subject="A return")


def outcomes(post: Post, name: str) -> list[str]:
    return [each["outcome"] for each in post.ticket(name)["deadlines"]]


def answers_bob(post: Post, number: str = "s1") -> None:
    """From the shared mailbox's own mail client."""
    post.brings("Please send it in.", SUPPORT, number=number, to=BOB, subject="Re: A return", answers="b1@shop.test", role="sent")  # fmt: skip


# ---------------------------------------------------------------- a late reply
def test_whoever_replies_to_the_old_mail_once_more_goes_on_where_it_was_taken_up(post: Post) -> None:
    post.brings(PROBLEM, ANN, number="a1", subject="Wrong item")
    post.do("AM-1001", "#close")
    post.now += 40 * DAY
    post.brings("It is the wrong one again, order AM-10432.", ANN, number="a2", subject="Re: Wrong item", answers="a1@shop.test")  # fmt: skip
    due = post.due("AM-1002")
    assert due
    both = "References: <a2@shop.test> <a1@shop.test>"
    post.brings("Any news on order AM-10432? It is the wrong item.", ANN, number="a3", subject="Re: Wrong item", answers="a1@shop.test", headers=both)  # fmt: skip
    again = post.ticket("AM-1002")
    assert (again["status"], again["joined_to"], post.due("AM-1002")) == ("new", None, due)


def test_a_late_reply_goes_on_where_staff_merged_the_ticket_that_took_it_up(post: Post) -> None:
    post.brings(RETURN, BOB, number="b1", subject="A return")
    post.brings(PROBLEM, ANN, number="a1", subject="Wrong item")
    post.do("AM-1002", "#close")
    post.now += 40 * DAY
    post.brings("It is the wrong one again, order AM-10432.", ANN, number="a2", subject="Re: Wrong item", answers="a1@shop.test")  # fmt: skip
    post.do("AM-1003", "#merge AM-1001 anyway")
    post.brings("Any news on order AM-10432?", ANN, number="a3", subject="Wrong item [AM-1002]")
    assert "ann@shop.test wrote" in post.why("AM-1001")
    row = post.office.store._db.execute("SELECT status, joined_to FROM tickets WHERE name = 'AM-1003'").fetchone()
    assert tuple(row) == ("closed", 1001)


def test_a_ticket_that_its_own_late_reply_was_merged_into_is_taken_up_by_a_new_one(post: Post) -> None:
    post.brings(PROBLEM, ANN, number="a1", subject="Wrong item")
    post.do("AM-1001", "#close")
    post.now += 40 * DAY
    post.brings("It is the wrong one again, order AM-10432.", ANN, number="a2", subject="Re: Wrong item", answers="a1@shop.test")  # fmt: skip
    post.do("AM-1002", "#merge AM-1001 anyway")
    post.do("AM-1001", "#close")
    post.now += 40 * DAY
    post.brings("And once more, order AM-10432.", ANN, number="a3", subject="Re: Wrong item", answers="a1@shop.test")
    assert (post.ticket("AM-1003")["status"], post.ticket("AM-1003")["continues"]) == ("new", "AM-1001")


# ---------------------------------------------------------------- an answer that did not arrive
def test_an_answer_that_bounces_after_a_merge_is_found_with_whom_it_was_for_and_what_was_promised(post: Post) -> None:
    two(post)
    due = post.due("AM-1002")
    answers_bob(post)
    post.do("AM-1001", "#close")
    post.do("AM-1001", "#merge AM-1002 anyway")
    post.takes(dsn(SENT, BOB, status="5.1.1", words="550 no such user"))
    assert post.due() == due
    assert f"answer to {BOB} did not arrive" in post.why()
    assert BOB in post.office.store.outbox.parked([BOB])
    assert outcomes(post, "AM-1001") == ["met", "open"], "what Ann was promised was kept"


def test_an_answer_given_while_merged_that_fails_after_the_split_is_still_owed_by_its_own_moment(post: Post) -> None:
    two(post)
    due = post.due("AM-1002")
    post.do("AM-1001", "#merge AM-1002 anyway")
    post.brings("Where do I send it?", BOB, number="b2", subject="Re: A return", answers="b1@shop.test")
    post.staff_answer("notification", "Dear Bob, please send it in.")
    post.do("AM-1001", "#split")
    assert post.due("AM-1002") is None
    courier = ScriptedCourier([UNKNOWN])
    row = post.letters("relay")[0]
    post.office.store._db.execute("UPDATE letters SET state = 'withheld' WHERE id <> ?", (row["id"],))
    asyncio.run(deliver(post.office, SUPPORT, courier, lambda: post.now, lambda: 0.0))  # pyright: ignore[reportArgumentType]  the same method
    with post.office.store.transaction():
        assert give_back_answers(post.office, post.now) == 1
    assert post.due("AM-1002") == due


# ---------------------------------------------------------------- a mail in staff's folders
def dragged(post: Post, role: str) -> None:
    """The mail that opened AM-1001."""
    store = post.office.store
    row = store._db.execute("SELECT id FROM messages WHERE message_id = 'a1@shop.test'").fetchone()["id"]
    with store.transaction():
        sorting.moved(post.office, SUPPORT, role, message=row, ticket=1001, now=post.now)


def test_a_mail_moved_back_after_a_merge_leaves_the_promise_that_came_with_it(post: Post) -> None:
    two(post, by=ANN)
    due = post.due("AM-1002")
    dragged(post, "category product-question")
    post.staff_answer("notification", "#merge AM-1001")
    dragged(post, "inbox")
    assert post.due() == due
    assert "its ticket has moved on since: what the move did stays" in post.why()


def test_after_a_split_moving_it_back_is_what_it_was(post: Post) -> None:
    two(post, by=ANN)
    due = post.due()
    dragged(post, "category product-question")
    post.staff_answer("notification", "#merge AM-1001")
    post.do("AM-1001", "#split")
    dragged(post, "inbox")
    assert (post.due(), post.ticket()["category"]) == (due, "order-problem")


# ---------------------------------------------------------------- a contact form
def test_a_mail_by_a_contact_form_that_is_split_off_stays_its_customer_s(post: Post) -> None:
    post.brings(RETURN, FORM, number="f1", subject="Contact form", headers=f"Reply-To: {BOB}")
    again = "When do I get my refund for order AM-10432?"
    post.brings(again, FORM, number="f2", subject="Contact form refund", headers=f"Reply-To: {BOB}")
    post.staff_answer("notification", "#split")
    assert post.ticket("AM-1002")["requester"] == BOB
    post.staff_answer("notification", "Dear Bob, next week.", number="c2")
    assert [row["recipient"] for row in post.letters("relay")] == [BOB]
