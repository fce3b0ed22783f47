"""Handing a letter over: to a real SMTP server, and to servers that fail at every point of the conversation."""

import asyncio
import shutil
import ssl
import subprocess
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from tests.outbound.smtp_servers import DROP, SILENCE, Sink, listening, scripted
from triage.outbound.smtp import Courier, Delivery, Outcome, Patience, relay_from

# aiosmtpd cannot see that TLS already surrounds it, so it warns that logins go in clear text
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")

LETTER = b"From: desk@shop.example\r\nTo: ada@customer.example\r\nSubject: Hello\r\n\r\nHello Ada.\r\n"
PATIENT = Patience(command=10, final_dot=10, idle=10, goodbye=1)
HASTY = Patience(command=0.3, final_dot=0.3, idle=10, goodbye=0.3)  # for servers that fall silent


def nothing() -> None:
    """The caller commits nothing."""


def courier_to(port: int, patience: Patience = PATIENT) -> Courier:
    return Courier(relay_from(f"smtp://127.0.0.1:{port}", None, None), patience=patience)


async def send(
    courier: Courier, letter: bytes = LETTER, *, sender: str = "", recipient: str = "ada@customer.example"
) -> Delivery:
    return await courier.send(letter, sender=sender, recipient=recipient, before_data=nothing)


async def sent_to_script(**script: str) -> tuple[Delivery, list[str]]:
    async with scripted(script) as (server, port):
        courier = courier_to(port, HASTY if SILENCE in script.values() else PATIENT)
        try:
            return await send(courier), server.said
        finally:
            await courier.close()


def test_a_letter_arrives_as_it_was_stored() -> None:
    async def story() -> None:
        sink = Sink()
        async with listening(lambda: SMTP(sink)) as port:
            courier = courier_to(port)
            delivery = await send(courier)
            await courier.close()
        assert delivery.outcome is Outcome.ACCEPTED
        assert (delivery.stage, delivery.code) == ("data", 250)
        assert [(letter.mail_from, letter.rcpt_tos) for letter in sink.letters] == [("<>", ["ada@customer.example"])]
        assert sink.letters[0].content == LETTER

    asyncio.run(story())


@pytest.mark.parametrize("asks", [True, False])
def test_a_relay_of_this_machine_need_not_ask_for_a_login(asks: bool) -> None:
    logins: list[str] = []

    def note(_smtp: SMTP, _session: object, _envelope: object, _mechanism: str, login: LoginPassword) -> AuthResult:
        logins.append(login.login.decode())
        return AuthResult(success=True)

    async def story() -> Outcome:
        sink = Sink()
        with_login = {"auth_require_tls": False, "authenticator": note} if asks else {}
        async with listening(lambda: SMTP(sink, **with_login)) as port:
            courier = Courier(relay_from(f"smtp://127.0.0.1:{port}", "desk@shop.example", "s3cret"), patience=PATIENT)
            delivery = await send(courier)
            await courier.close()
        return delivery.outcome

    assert asyncio.run(story()) is Outcome.ACCEPTED
    assert logins == (["desk@shop.example"] if asks else [])


def test_the_caller_commits_when_only_the_content_is_left() -> None:
    async def story() -> None:
        async with scripted({}) as (server, port):
            courier, heard = courier_to(port), list[str]()

            async def commit() -> None:
                await asyncio.sleep(0)
                heard.extend(line.split(" ")[0] for line in server.said)

            await courier.send(LETTER, sender="", recipient="ada@customer.example", before_data=commit)
            await courier.close()
        assert heard == ["EHLO", "MAIL", "RCPT"]

    asyncio.run(story())


def test_a_commit_that_fails_sends_nothing_and_is_raised() -> None:
    async def story() -> None:
        async with scripted({}) as (server, port):
            courier = courier_to(port)

            def full_disk() -> None:
                raise OSError("no space left")

            with pytest.raises(OSError, match="no space left"):
                await courier.send(LETTER, sender="", recipient="ada@customer.example", before_data=full_disk)
            assert "DATA" not in server.said
            assert (await send(courier)).outcome is Outcome.ACCEPTED  # on a new connection
            await courier.close()
        assert server.connections == 2

    asyncio.run(story())


def test_letters_share_one_connection_and_wait_for_each_other() -> None:
    async def story() -> None:
        sink = Sink()
        async with listening(lambda: SMTP(sink)) as port:
            courier = courier_to(port)
            deliveries = await asyncio.gather(*(send(courier) for _ in range(20)))
            await courier.close()
        assert {delivery.outcome for delivery in deliveries} == {Outcome.ACCEPTED}
        assert len(sink.letters) == 20
        assert len(set(sink.peers)) == 1

    asyncio.run(story())


def test_an_idle_connection_is_closed_and_opened_again() -> None:
    async def story() -> None:
        async with scripted({}) as (server, port):
            courier = courier_to(port, Patience(command=10, final_dot=10, idle=0.05, goodbye=1))
            await send(courier)
            await asyncio.sleep(0.2)
            await send(courier)
            await courier.close()
        assert server.connections == 2

    asyncio.run(story())


@pytest.mark.parametrize(
    ("script", "outcome", "stage"),
    [
        ({"GREETING": DROP}, "transient", "connect"),
        ({"GREETING": SILENCE}, "transient", "connect"),
        ({"GREETING": "421 not now"}, "transient", "connect"),
        ({"GREETING": "554 no mail from you"}, "misconfigured", "connect"),
        ({"MAIL": DROP}, "transient", "mail"),
        ({"MAIL": SILENCE}, "transient", "mail"),
        ({"MAIL": "421 shutting down"}, "transient", "mail"),
        ({"MAIL": "451 try later"}, "transient", "mail"),
        ({"MAIL": "550 not your address"}, "misconfigured", "mail"),
        ({"MAIL": "530 log in first"}, "misconfigured", "mail"),
        ({"MAIL": "552 too large"}, "permanent", "mail"),
        ({"RCPT": DROP}, "transient", "rcpt"),
        ({"RCPT": "421 shutting down"}, "transient", "rcpt"),
        ({"RCPT": "450 greylisted"}, "transient", "rcpt"),
        ({"RCPT": "550 5.1.1 unknown"}, "permanent", "rcpt"),
        ({"RCPT": "530 log in first"}, "misconfigured", "rcpt"),
        ({"DATA": "421 shutting down"}, "transient", "data"),
        ({"DATA": "450 later"}, "transient", "data"),
        ({"DATA": "554 no"}, "permanent", "data"),
        ({"DOT": "421 shutting down"}, "transient", "data"),
        ({"DOT": "451 later"}, "transient", "data"),
        ({"DOT": "550 content refused"}, "permanent", "data"),
        ({"DOT": DROP}, "uncertain", "data"),
        ({"DOT": SILENCE}, "uncertain", "data"),
        ({"DOT": "perhaps"}, "uncertain", "data"),
        ({"DOT": "354 more"}, "uncertain", "data"),
    ],
    ids=str,
)
def test_every_failure_is_told_with_its_stage(script: dict[str, str], outcome: str, stage: str) -> None:
    delivery, _ = asyncio.run(sent_to_script(**script))
    assert (delivery.outcome, delivery.stage) == (outcome, stage), delivery.text


@pytest.mark.parametrize(
    "script", [{"MAIL": "451 later"}, {"RCPT": "550 no"}, {"DOT": "450 later"}, {"DATA": "421 bye"}], ids=str
)
def test_the_next_letter_is_not_hurt_by_a_refused_one(script: dict[str, str]) -> None:
    async def story() -> None:
        async with scripted(script) as (server, port):
            courier = courier_to(port)
            await send(courier)
            server.script = {}
            assert (await send(courier)).outcome is Outcome.ACCEPTED
            await courier.close()

    asyncio.run(story())


def test_no_server_is_a_transient_failure() -> None:
    async def story() -> None:
        async with listening(lambda: SMTP(Sink())) as port:
            pass
        delivery = await send(courier_to(port))
        assert (delivery.outcome, delivery.stage) == (Outcome.TRANSIENT, "connect")

    asyncio.run(story())


def test_a_cancelled_letter_leaves_no_half_open_conversation() -> None:
    async def story() -> None:
        async with scripted({"DOT": SILENCE}) as (server, port):
            courier = courier_to(port, PATIENT)
            task = asyncio.create_task(send(courier))
            await asyncio.sleep(0.1)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            server.script = {}
            assert (await send(courier)).outcome is Outcome.ACCEPTED
            await courier.close()
        assert server.connections == 2

    asyncio.run(story())


@pytest.mark.parametrize(
    "recipient",
    [
        "a@b@c.example",
        '"a b"@c.example',
        "root",
        "v@[127.0.0.1]",
        "v@127.0.0.1",
        "a@x.example\r\nRCPT TO:<evil@x.example>",
        "a@x.example, b@y.example",
        "a\0@x.example",
        "us)them@evil.example",
        "<a@x.example>",
        "a@x.example>",
        "=?utf-8?q?a?=@x.example",
        "@x.example",
        "a@",
        "",
        "a..b@x.example",
        "a@x..example",
        "a@localhost",
        f"{'a' * 65}@x.example",
        f"a@{'x.' * 130}example",
    ],
)
def test_only_a_plain_address_is_written_to(recipient: str) -> None:
    async def story() -> None:
        async with scripted({}) as (server, port):
            delivery = await send(courier_to(port), recipient=recipient)
            assert (delivery.outcome, delivery.stage) == (Outcome.PERMANENT, "address")
        assert server.said == []

    asyncio.run(story())


@pytest.mark.parametrize(
    ("sender", "notify"),
    [
        ("", "RCPT TO:<ada@customer.example> NOTIFY=NEVER"),
        ("desk@shop.example", "RCPT TO:<ada@customer.example> NOTIFY=FAILURE"),
    ],
)
def test_reports_are_asked_for_only_where_somebody_reads_them(sender: str, notify: str) -> None:
    async def story() -> None:
        async with scripted({"EHLO": "250-scripted.example\r\n250-DSN\r\n250 SIZE"}) as (server, port):
            courier = courier_to(port)
            await send(courier, sender=sender)
            await courier.close()
        assert f"MAIL FROM:<{sender}> SIZE={len(LETTER)}" in server.said
        assert notify in server.said

    asyncio.run(story())


@pytest.mark.parametrize(
    ("offer", "outcome", "mail"),
    [("SMTPUTF8", "accepted", ["MAIL FROM:<> SMTPUTF8"]), ("HELP", "permanent", [])],
)
def test_an_international_address_needs_a_relay_that_takes_it(offer: str, outcome: str, mail: list[str]) -> None:
    async def story() -> None:
        async with scripted({"EHLO": f"250-scripted.example\r\n250 {offer}"}) as (server, port):
            courier = courier_to(port)
            delivery = await send(courier, recipient="用户@例子.example")
            await courier.close()
        assert delivery.outcome == outcome
        assert [line for line in server.said if line.startswith("MAIL")] == mail

    asyncio.run(story())


@pytest.mark.parametrize(("offer", "outcome"), [("8BITMIME", "accepted"), ("HELP", "permanent")])
def test_eight_bit_content_needs_a_relay_that_takes_it(offer: str, outcome: str) -> None:
    async def story() -> None:
        async with scripted({"EHLO": f"250-scripted.example\r\n250 {offer}"}) as (_, port):
            courier = courier_to(port)
            delivery = await send(courier, LETTER + "Grüße\r\n".encode())
            await courier.close()
        assert delivery.outcome == outcome

    asyncio.run(story())


SMUGGLED = b"MAIL FROM:<evil@x.example>\r\nRCPT TO:<victim@y.example>\r\nDATA\r\nSubject: smuggled\r\n\r\nboo\r\n.\r\n"


@pytest.mark.parametrize("body", [b".\r\n" + SMUGGLED, b"\r\n.\r\n" + SMUGGLED, b"..\r\n.x\r\n", b"From me\r\n"])
def test_no_second_letter_is_smuggled_in_a_body(body: bytes) -> None:
    async def story() -> None:
        sink = Sink()
        async with listening(lambda: SMTP(sink)) as port:
            courier = courier_to(port)
            await send(courier, LETTER + body)
            await courier.close()
        assert [letter.content for letter in sink.letters] == [LETTER + body]

    asyncio.run(story())


@pytest.mark.parametrize("end", [b"\n.\n", b"\r.\r", b"\n.\r\n", b"\r\n.\n", b"\r.\r\n"])
def test_a_letter_with_lone_line_ends_is_not_sent(end: bytes) -> None:
    async def story() -> None:
        async with scripted({}) as (server, port):
            delivery = await send(courier_to(port), LETTER + b"x" + end + SMUGGLED)
            assert (delivery.outcome, delivery.stage) == (Outcome.PERMANENT, "address")
        assert server.said == []

    asyncio.run(story())


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate and its key for 'localhost', in one file."""
    openssl = shutil.which("openssl")
    if not openssl:
        pytest.fail("openssl is missing: apt-get install openssl")
    pem = tmp_path_factory.mktemp("tls") / "localhost.pem"
    subject = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1")
    command = [
        openssl,
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        *subject,
        "-keyout",
        f"{pem}.key",
        "-out",
        str(pem),
    ]
    subprocess.run(command, check=True, capture_output=True)
    pem.write_bytes(pem.read_bytes() + Path(f"{pem}.key").read_bytes())
    return pem


def server_side(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def only_the_right_password(
    server: SMTP, session: object, envelope: object, mechanism: str, auth_data: object
) -> AuthResult:
    right = isinstance(auth_data, LoginPassword) and auth_data.password == b"right"
    return AuthResult(success=right, handled=False)


async def over_tls(url: str, certificate: Path, secret: str, *, trusted: bool = True) -> tuple[Delivery, Sink]:
    sink = Sink()
    context = server_side(certificate)
    is_implicit = url.startswith("smtps")

    def protocol() -> SMTP:
        starttls = None if is_implicit else context
        return SMTP(
            sink,
            tls_context=starttls,
            require_starttls=not is_implicit,
            auth_required=True,
            auth_require_tls=not is_implicit,
            authenticator=only_the_right_password,
        )

    async with listening(protocol, context if is_implicit else None) as port:
        relay = relay_from(f"{url}:{port}", "desk@shop.example", secret, ca_file=certificate if trusted else None)
        courier = Courier(relay, patience=PATIENT)
        try:
            return await send(courier), sink
        finally:
            await courier.close()


@pytest.mark.parametrize("url", ["smtps://localhost", "smtp+starttls://localhost"])
def test_letters_go_over_tls_with_a_login(url: str, certificate: Path) -> None:
    delivery, sink = asyncio.run(over_tls(url, certificate, "right"))
    assert delivery.outcome is Outcome.ACCEPTED, delivery.text
    assert len(sink.letters) == 1


@pytest.mark.parametrize("url", ["smtps://localhost", "smtp+starttls://localhost"])
def test_a_wrong_password_is_our_mistake_and_stays_secret(url: str, certificate: Path) -> None:
    delivery, sink = asyncio.run(over_tls(url, certificate, "wrong-canary"))
    assert (delivery.outcome, delivery.stage, delivery.code) == (Outcome.MISCONFIGURED, "connect", 535)
    assert "canary" not in delivery.text
    assert sink.letters == []


@pytest.mark.parametrize("url", ["smtps://localhost", "smtp+starttls://localhost"])
def test_an_unknown_certificate_is_refused(url: str, certificate: Path) -> None:
    delivery, sink = asyncio.run(over_tls(url, certificate, "right", trusted=False))
    assert (delivery.outcome, delivery.stage) == (Outcome.MISCONFIGURED, "connect")
    assert "certificate" in delivery.text.lower()
    assert sink.letters == []


def test_stripped_starttls_ends_the_conversation_before_the_password() -> None:
    async def story() -> None:
        async with scripted({"EHLO": "250-scripted.example\r\n250 AUTH PLAIN LOGIN"}) as (server, port):
            relay = relay_from(f"smtp+starttls://127.0.0.1:{port}", "desk@shop.example", "canary")
            courier = Courier(relay, patience=PATIENT)
            delivery = await send(courier)
            await courier.close()
        assert (delivery.outcome, delivery.stage) == (Outcome.MISCONFIGURED, "connect")
        assert [line.split(" ")[0] for line in server.said] == ["EHLO"]

    asyncio.run(story())


def test_tls_spoken_to_a_plain_port_is_our_mistake() -> None:
    async def story() -> None:
        async with scripted({}) as (_, port):
            courier = Courier(relay_from(f"smtps://127.0.0.1:{port}", None, None), patience=PATIENT)
            delivery = await send(courier)
            await courier.close()
        assert (delivery.outcome, delivery.stage) == (Outcome.MISCONFIGURED, "connect")

    asyncio.run(story())
