"""The address of a relay as ops write it."""

import pytest

from triage.outbound.smtp import Relay, relay_from


@pytest.mark.parametrize(
    ("url", "host", "port", "security"),
    [
        ("smtps://smtp.example.com", "smtp.example.com", 465, "tls"),
        ("smtps://smtp.example.com:2465/", "smtp.example.com", 2465, "tls"),
        ("smtp+starttls://smtp.example.com", "smtp.example.com", 587, "starttls"),
        ("smtp://localhost:1025", "localhost", 1025, "plain"),
        ("smtp://127.0.0.2", "127.0.0.2", 25, "plain"),
        ("smtp://[::1]:1025", "::1", 1025, "plain"),
    ],
)
def test_a_relay_is_read_from_its_address(url: str, host: str, port: int, security: str) -> None:
    relay = relay_from(url, "support@shop.example", "canary")
    assert (relay.host, relay.port, relay.security) == (host, port, security)
    assert (relay.login, relay.secret, relay.local_hostname) == ("support@shop.example", "canary", "shop.example")


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("smtp://smtp.example.com", "clear text"),
        ("smtp://10.0.0.1", "clear text"),
        ("imaps://smtp.example.com", "expected smtps://host"),
        ("smtp.example.com", "expected smtps://host"),
        ("smtps://", "expected smtps://host"),
        ("smtps://smtp.example.com:x", "port"),
        ("smtps://smtp.example.com:99999", "port"),
        ("smtps://me:canary@smtp.example.com", "only host and port"),
        ("smtps://smtp.example.com/path", "only host and port"),
    ],
)
def test_a_bad_address_is_refused_in_words(url: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence) as refused:
        relay_from(url, "support@shop.example", "canary")
    assert "canary" not in str(refused.value)


def test_the_secret_is_never_printed() -> None:
    relay = relay_from("smtps://smtp.example.com", "support@shop.example", "canary")
    assert isinstance(relay, Relay)
    assert "canary" not in f"{relay} {relay!r}"


def test_without_a_login_we_have_a_name_all_the_same() -> None:
    relay = relay_from("smtp://localhost", None, None)
    assert (relay.login, relay.secret, relay.local_hostname) == (None, None, "localhost")
