"""What a reading shows beside its words, for the conditions of rules.yaml. Does not look at the words."""

from triage.inbound.body import Body
from triage.inbound.message import Message
from triage.inbound.origin import Origin
from triage.policy.seen import Asked
from triage.policy.signals import Circumstances, File


def circumstances_of(message: Message, body: Body, origin: Origin) -> Circumstances:
    """Recipients, header fields, files, what is quoted or forwarded, language, and how well proven its author is."""
    return Circumstances(
        recipients=tuple(item.addr_spec for item in (*message.to, *message.cc)),
        headers=message.headers,
        files=tuple(File(item.filename, item.content_type) for item in message.attachments),
        quoted=f"{body.quoted}\n{body.forwarded}".strip(),
        language=body.language,
        authenticated=origin.authenticated.value,
    )


def asked_of(message: Message, body: Body, origin: Origin, mailbox: str) -> Asked:
    """What sorting looks at in a reading of mail that has reached this mailbox."""
    return Asked(
        subject=message.subject,
        text=body.text,
        author=message.author.addr_spec if message.author else "",
        mailbox=mailbox,
        around=circumstances_of(message, body, origin),
    )
