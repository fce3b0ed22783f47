"""The embedded mail server, asked by the same clients that the daemon uses."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from email import message_from_bytes
from typing import Any, TypeVar

import aiosmtplib
import pytest
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, LoginError

from triage.demo.server import AUTHSERV_ID, DemoServer

SUPPORT, STAFF, CUSTOMER = "support@aeropressmall.com", "ana@aeropressmall.com", "jo@kettle.example"
NOON = datetime(2026, 11, 30, 17, 0, tzinfo=UTC)
EARLIER = datetime(2026, 11, 3, 8, 15, tzinfo=UTC)
ODD_BYTES = b"From: jo@kettle.example\nSubject: \xe9t\xe9\r\n\r\nbare \n and \x00 and \xff, no end of line"
MAIL = b"From: Jo <jo@kettle.example>\r\nSubject: Hello\r\nMessage-ID: <1@kettle.example>\r\n\r\nWhere is my order?\r\n"

Outcome = TypeVar("Outcome")


def play(story: Callable[[DemoServer], Awaitable[Outcome]]) -> Outcome:
    async def run() -> Outcome:
        async with DemoServer({SUPPORT: "s3cret", STAFF: "other"}, clock=lambda: NOON) as server:
            return await story(server)

    return asyncio.run(run())


def log_in(server: DemoServer, account: str = SUPPORT, password: str = "s3cret") -> IMAPClient:
    client = IMAPClient("127.0.0.1", port=server.imap_port, ssl=False, timeout=5)
    try:
        client.login(account, password)
    except LoginError:
        client.shutdown()
        raise
    return client


async def ask(server: DemoServer, question: Callable[[IMAPClient], Outcome]) -> Outcome:
    """What a blocking IMAP client finds, in a thread beside the server's loop."""

    def work() -> Outcome:
        with log_in(server) as client:
            return question(client)

    return await asyncio.to_thread(work)


async def send(server: DemoServer, sender: str, recipient: str, raw: bytes, **login: str) -> None:
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=server.smtp_port, start_tls=False, **login) as smtp:
        await smtp.sendmail(sender, recipient, raw)


def read_first(client: IMAPClient, *items: str, folder: str = "INBOX") -> dict[bytes, Any]:
    client.select_folder(folder, readonly=True)
    [uid] = client.search("ALL")
    return client.fetch([uid], items)[uid]


def test_bytes_and_internaldate_are_kept() -> None:
    async def story(server: DemoServer) -> dict[bytes, Any]:
        assert await server.deliver(SUPPORT, ODD_BYTES, internaldate=EARLIER)
        return await ask(
            server, lambda client: read_first(client, "BODY.PEEK[]", "RFC822.SIZE", "INTERNALDATE", "FLAGS")
        )

    found = play(story)
    assert found[b"BODY[]"] == ODD_BYTES
    assert found[b"RFC822.SIZE"] == len(ODD_BYTES)
    assert found[b"INTERNALDATE"].astimezone(UTC) == EARLIER
    assert rb"\Seen" not in found[b"FLAGS"]


def test_without_a_moment_mail_arrives_by_the_servers_clock() -> None:
    async def story(server: DemoServer) -> dict[bytes, Any]:
        await server.deliver(SUPPORT, MAIL)
        return await ask(server, lambda client: read_first(client, "INTERNALDATE"))

    assert play(story)[b"INTERNALDATE"].astimezone(UTC) == NOON


def test_a_mail_can_be_fetched_in_pieces() -> None:
    async def story(server: DemoServer) -> list[bytes]:
        await server.deliver(SUPPORT, MAIL)
        pieces = await ask(server, lambda c: [read_first(c, f"BODY.PEEK[]<{at}.60>") for at in (0, 60, 600)])
        return [value for piece in pieces for key, value in piece.items() if key.startswith(b"BODY[]")]

    assert play(story) == [MAIL[:60], MAIL[60:120], b""]


def test_mail_that_arrives_during_idle_is_announced_at_once() -> None:
    async def story(server: DemoServer) -> float:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.imap_port)
        writer.write(f"a LOGIN {SUPPORT} s3cret\r\nb EXAMINE INBOX\r\nc IDLE\r\n".encode())
        await asyncio.wait_for(reader.readuntil(b"+ Idling"), 2)
        delivered_at = time.monotonic()
        await server.deliver(SUPPORT, MAIL)
        await asyncio.wait_for(reader.readuntil(b"1 EXISTS\r\n"), 5)  # before DONE
        writer.close()
        return time.monotonic() - delivered_at

    assert play(story) < 2


def test_mail_between_the_last_command_and_idle_is_announced() -> None:
    async def story(server: DemoServer) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.imap_port)
        writer.write(f"a LOGIN {SUPPORT} s3cret\r\nb EXAMINE INBOX\r\n".encode())
        await asyncio.wait_for(reader.readuntil(b"b OK"), 2)
        await server.deliver(SUPPORT, MAIL)
        writer.write(b"c IDLE\r\n")
        said = await asyncio.wait_for(reader.readuntil(b"1 EXISTS\r\n"), 2)  # before DONE
        writer.close()
        return said

    assert b"+ Idling" in play(story)


def test_folders_have_their_roles() -> None:
    async def story(server: DemoServer) -> Any:
        return await ask(server, lambda client: (client.has_capability("SPECIAL-USE"), client.list_folders()))

    is_offered, rows = play(story)
    assert is_offered
    roles = {name: set(attributes) for attributes, _, name in rows}
    assert set(roles) == {"INBOX", "Sent", "Drafts", "Junk", "Trash", "Archive"}
    assert rb"\Sent" in roles["Sent"]


def test_a_mail_client_may_file_keywords_and_move() -> None:
    async def story(server: DemoServer) -> Any:
        await server.deliver(SUPPORT, MAIL)

        def tidy(client: IMAPClient) -> Any:
            client.append("Sent", MAIL, flags=[rb"\Seen"], msg_time=EARLIER)
            client.select_folder("INBOX")
            [uid] = client.search("ALL")
            client.add_flags([uid], ["$Forwarded"])
            assert b"$Forwarded" in client.get_flags([uid])[uid]
            client.create_folder("Done")
            client.move([uid], "Done")
            return client.search("ALL"), read_first(client, "BODY.PEEK[]", "INTERNALDATE", folder="Sent")

        return await ask(server, tidy)

    left, filed = play(story)
    assert left == []
    assert filed[b"BODY[]"] == MAIL
    assert filed[b"INTERNALDATE"].astimezone(UTC) == EARLIER


def test_a_wrong_password_is_refused() -> None:
    async def story(server: DemoServer) -> None:
        await asyncio.to_thread(log_in, server, SUPPORT, "wrong")

    with pytest.raises(LoginError):
        play(story)


def test_mail_from_outside_carries_the_receiving_servers_trace() -> None:
    async def story(server: DemoServer) -> bytes:
        await server.arrive(sender=CUSTOMER, recipient=SUPPORT, raw=MAIL, at=EARLIER)
        return (await ask(server, lambda client: read_first(client, "BODY.PEEK[]")))[b"BODY[]"]

    raw = play(story)
    assert raw.endswith(MAIL)
    message = message_from_bytes(raw)
    assert message.items()[0] == ("Return-Path", f"<{CUSTOMER}>")
    assert f"for <{SUPPORT}>" in message["Received"]
    assert message["Received"].endswith("Tue, 03 Nov 2026 08:15:00 +0000")
    assert message["Authentication-Results"] == f"{AUTHSERV_ID}; dmarc=pass header.from=kettle.example"


def test_smtp_keeps_what_it_accepted_and_delivers_to_its_own_accounts() -> None:
    async def story(server: DemoServer) -> Any:
        await send(server, "", CUSTOMER, MAIL, username=SUPPORT, password="s3cret")
        await send(server, SUPPORT, STAFF, MAIL)
        with_staff = await asyncio.to_thread(log_in, server, STAFF, "other")
        found = await asyncio.to_thread(read_first, with_staff, "BODY.PEEK[]")
        await asyncio.to_thread(with_staff.logout)
        return server, found[b"BODY[]"]

    server, with_staff = play(story)
    assert [(letter.sender, letter.recipient) for letter in server.sent] == [("", CUSTOMER), (SUPPORT, STAFF)]
    assert [letter.raw for letter in server.letters_to(CUSTOMER)] == [MAIL]
    assert with_staff.startswith(b"Return-Path: <support@aeropressmall.com>\r\n")
    assert with_staff.endswith(MAIL)


def test_smtp_refuses_a_wrong_password() -> None:
    async def story(server: DemoServer) -> None:
        await send(server, SUPPORT, CUSTOMER, MAIL, username=SUPPORT, password="wrong")

    with pytest.raises(aiosmtplib.SMTPAuthenticationError):
        play(story)


def test_a_recipient_can_be_refused_once() -> None:
    async def story(server: DemoServer) -> tuple[int, int]:
        server.faults[CUSTOMER] = ["450 4.2.0 try later"]
        with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refusal:
            await send(server, SUPPORT, CUSTOMER, MAIL)
        await send(server, SUPPORT, CUSTOMER, MAIL)
        return refusal.value.recipients[0].code, len(server.sent)

    assert play(story) == (450, 1)


def test_an_answer_leaves_and_lies_in_sent() -> None:
    async def story(server: DemoServer) -> Any:
        await server.answer(mailbox=SUPPORT, recipient=CUSTOMER, raw=MAIL, at=EARLIER)
        return server.letters_to(CUSTOMER), await ask(
            server, lambda client: read_first(client, "BODY.PEEK[]", "FLAGS", folder="Sent")
        )

    [letter], filed = play(story)
    assert letter.raw == filed[b"BODY[]"] == MAIL
    assert rb"\Seen" in filed[b"FLAGS"]


def test_cut_connections_can_be_made_anew() -> None:
    async def story(server: DemoServer) -> list[int]:
        def lose_and_return(client: IMAPClient) -> list[int]:
            client.select_folder("INBOX", readonly=True)
            asyncio.run_coroutine_threadsafe(server.drop(), loop).result()
            with pytest.raises((IMAPClientAbortError, OSError)):
                client.noop()
            with log_in(server) as again:
                again.select_folder("INBOX", readonly=True)
                return again.search("ALL")

        loop = asyncio.get_running_loop()
        await server.deliver(SUPPORT, MAIL)
        smtp = aiosmtplib.SMTP(hostname="127.0.0.1", port=server.smtp_port, start_tls=False)
        await smtp.connect()
        found = await ask(server, lose_and_return)
        assert not smtp.is_connected
        return found

    assert len(play(story)) == 1


def test_it_stops_while_clients_idle() -> None:
    async def story(server: DemoServer) -> IMAPClient:
        client = await asyncio.to_thread(log_in, server)
        await asyncio.to_thread(client.select_folder, "INBOX")
        await asyncio.to_thread(client.idle)
        return client

    began = time.monotonic()
    play(story).shutdown()
    assert time.monotonic() - began < 2


def test_mail_for_strangers_is_not_delivered() -> None:
    async def story(server: DemoServer) -> bool:
        return await server.deliver("nobody@elsewhere.example", MAIL)

    assert play(story) is False
