"""Whose word on a sender we take: our own server's, the top-most, aligned with From (RFC 8601)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.inbound import message, origin
from triage.inbound.origin import Authenticated, Ours, authentication

US = "mx.aeropressmall.com"
OURS = Ours(addresses=frozenset({"support@aeropressmall.com"}), authserv_id=US)


def judged(*headers: str, author: str = "Anna <anna@kunde.example>", ours: Ours = OURS) -> Authenticated:
    results = "".join(f"Authentication-Results: {value}\r\n" for value in headers)
    raw = f"{results}From: {author}\r\nTo: support@aeropressmall.com\r\nSubject: Hello\r\n\r\nHello\r\n"
    return origin.of(message.parse(raw.encode()), "Hello", ours).authenticated


@pytest.mark.parametrize(
    ("results", "verdict"),
    [
        (f"{US}; dmarc=pass header.from=kunde.example", Authenticated.PASS),
        (f"{US}; dkim=pass header.d=kunde.example; spf=none", Authenticated.PASS),
        (f"{US}; dkim=pass header.i=@mail.kunde.example", Authenticated.PASS),
        (f"{US}; spf=pass smtp.mailfrom=bounce@kunde.example", Authenticated.PASS),
        (f"{US} 1; SPF=Pass (sender is allowed) SMTP.MailFrom=kunde.example", Authenticated.PASS),
        (f"{US.upper()}; dkim = pass (2048-bit key; \\( unprotected) header.d=kunde.example", Authenticated.PASS),
        (f"{US}; dkim=fail header.d=kunde.example; dkim=pass header.d=kunde.example", Authenticated.PASS),
        (f"{US}; dkim=pass header.d=kunde.example; dmarc=fail header.from=kunde.example", Authenticated.FAIL),
        (f"{US}; dmarc=fail (p=reject dis=none) header.from=kunde.example", Authenticated.FAIL),
        (f"{US}; spf=softfail smtp.mailfrom=kunde.example", Authenticated.NONE),
        (f"{US}; dkim=pass header.d=bulk-sender.example", Authenticated.NONE),
        (f"{US}; spf=pass smtp.mailfrom=news@bulk-sender.example", Authenticated.NONE),
        (f"{US}; spf=pass smtp.helo=kunde.example", Authenticated.NONE),
        (f"{US}; dmarc=pass header.from=bulk-sender.example", Authenticated.NONE),
        (f"{US}; dmarc=bestguesspass header.from=kunde.example", Authenticated.NONE),
        (f"{US}; none", Authenticated.NONE),
        ("", Authenticated.NONE),
    ],
)
def test_the_result_must_pass_and_speak_for_the_author(results: str, verdict: Authenticated) -> None:
    assert judged(results) is verdict


BEN = "ben@aeropressmall.com"


@pytest.mark.parametrize(
    ("results", "verdict"),
    [
        (f"{US}; auth=pass smtp.auth={BEN}", Authenticated.PASS),
        (f"{US}; auth=pass (plain) smtp.auth=Ben@AeroPressMall.com", Authenticated.PASS),
        (f"{US}; auth=pass smtp.auth={BEN} smtp.mailfrom=support@aeropressmall.com", Authenticated.PASS),
        (f"{US}; auth=pass smtp.auth=ben smtp.mailfrom={BEN}", Authenticated.PASS),
        (f"{US}; auth=pass smtp.mailfrom={BEN}", Authenticated.PASS),
        (f"{US}; spf=none; auth=pass smtp.auth={BEN}", Authenticated.PASS),
        (f"{US}; auth=pass smtp.auth=anna@aeropressmall.com", Authenticated.NONE),
        (f"{US}; auth=pass smtp.auth=anna@aeropressmall.com smtp.mailfrom={BEN}", Authenticated.NONE),
        (f"{US}; auth=pass smtp.auth=ben@mail.aeropressmall.com", Authenticated.NONE),
        (f"{US}; auth=pass smtp.auth=ben", Authenticated.NONE),
        (f"{US}; auth=pass smtp.auth=ben smtp.mailfrom=anna@aeropressmall.com", Authenticated.NONE),
        (f"{US}; auth=pass smtp.mailfrom=aeropressmall.com", Authenticated.NONE),
        (f"{US}; auth=fail smtp.auth={BEN}", Authenticated.NONE),
        (f"{US}; auth=none; spf=none smtp.mailfrom={BEN}", Authenticated.NONE),
        (f"{US}; auth=pass header.from={BEN}", Authenticated.NONE),
        (f"{US}; auth=pass (smtp.auth={BEN})", Authenticated.NONE),
        (f"{US}; auth=pass smtp.auth={BEN}; dmarc=fail header.from=aeropressmall.com", Authenticated.FAIL),
        (f"mx.evil.example; auth=pass smtp.auth={BEN}", Authenticated.NONE),
        (f'{US}; auth=pass smtp.auth="x smtp.auth={BEN}"', Authenticated.NONE),
    ],
)
def test_who_logged_in_at_our_server_is_proven_as_that_address_and_no_other(
    results: str, verdict: Authenticated
) -> None:
    assert judged(results, author=f"Ben Cole <{BEN}>") is verdict


def test_nobody_is_believed_unless_a_server_is_named() -> None:
    nobody = Ours(addresses=frozenset())
    assert judged(f"{US}; dmarc=pass header.from=kunde.example", ours=nobody) is Authenticated.NONE


@pytest.mark.parametrize(
    "forged",
    [
        f"{US}.evil.example; dmarc=pass header.from=kunde.example",
        f"evil.example; dmarc=pass header.from=kunde.example; {US}; dmarc=pass",
        f"evil.example ({US}); dmarc=pass header.from=kunde.example",
        "dmarc=pass header.from=kunde.example",
        f'"{US} "; dmarc=pass header.from=kunde.example',
    ],
)
def test_another_servers_word_counts_nothing(forged: str) -> None:
    assert judged(forged) is Authenticated.NONE


def test_the_senders_own_header_below_ours_counts_nothing() -> None:
    forged = f"{US}; dmarc=pass header.from=kunde.example"
    assert judged(f"{US}; dmarc=fail header.from=kunde.example", forged) is Authenticated.FAIL
    assert judged(f"{US}; none", forged) is Authenticated.NONE


def test_a_strangers_header_above_ours_hides_nothing() -> None:
    stranger = "relay.example; dmarc=pass header.from=kunde.example"
    assert judged(stranger, f"{US}; dmarc=fail header.from=kunde.example") is Authenticated.FAIL


@pytest.mark.parametrize(
    "injected",
    [
        f'{US}; spf=pass smtp.mailfrom="a; dmarc=pass header.from=kunde.example"@evil.example',
        f"{US}; spf=pass (a; dmarc=pass header.from=kunde.example) smtp.mailfrom=evil.example",
        f'{US}; spf=pass smtp.mailfrom="\\"; dkim=pass header.d=kunde.example; x=\\""@evil.example',
        f"{US}; spf=pass smtp.mailfrom=kunde.example@evil.example",
        f"{US}; dkim=pass header.d=evil.example header.x=kunde.example",
    ],
)
def test_words_of_the_sender_inside_our_header_are_no_results(injected: str) -> None:
    assert judged(injected) is Authenticated.NONE


MICROSOFT = (
    "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=kunde.example; dkim=pass (signature was verified) "
    "header.d=kunde.example;dmarc=pass action=none header.from=kunde.example;compauth=pass reason=100"
)


def test_microsoft_365_leaves_its_name_out_and_must_be_named_for_it() -> None:
    theirs = Ours(addresses=frozenset(), authserv_id=authentication.NAMELESS)
    assert judged(MICROSOFT, ours=theirs) is Authenticated.PASS
    assert judged(MICROSOFT.replace("dmarc=pass", "dmarc=fail"), ours=theirs) is Authenticated.FAIL
    assert judged(f"{authentication.NAMELESS}; dmarc=pass", ours=theirs) is Authenticated.NONE


def test_two_authors_are_never_proven() -> None:
    results = f"{US}; dmarc=pass header.from=kunde.example"
    assert judged(results, author="anna@kunde.example, ben@kunde.example") is Authenticated.NONE


@pytest.mark.parametrize(
    ("domain", "author_domain", "aligned"),
    [
        ("kunde.example", "kunde.example", True),
        ("mail.kunde.example", "kunde.example", True),
        ("news.kunde.co.uk", "shop.kunde.co.uk", True),
        ("evil.co.uk", "kunde.co.uk", False),
        ("co.uk", "kunde.co.uk", False),
        ("evil.github.io", "kunde.github.io", False),
        ("kunde.example.evil.test", "kunde.example", False),
        ("notkunde.example", "kunde.example", False),
        ("xn--bcher-kva.example", "bücher.example", True),
        ("", "kunde.example", False),
    ],
)
def test_one_organisation_is_told_from_two(domain: str, author_domain: str, *, aligned: bool) -> None:
    assert authentication.is_aligned(domain, author_domain) is aligned


@given(st.text(alphabet=st.sampled_from('ab=;.()"\\ \t@1'), max_size=80))
def test_no_header_breaks_the_reader(value: str) -> None:
    written_by, results = authentication.read_results(value)
    assert written_by == written_by.lower()
    assert all(" " not in result.method for result in results)
