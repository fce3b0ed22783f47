"""The keys of `mailboxes`: how each is reached, and what is meant for it."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, field_validator

from triage.policy import wording
from triage.policy.rules.values import Addr, FolderPath, MarkStyles, Strict, Word, Words


class Folders(Strict):
    """IMAP folder names; `auto` finds the Sent folders by SPECIAL-USE (RFC 6154) and by their usual names."""

    inbox: Word = "INBOX"
    """Where new mail arrives."""
    sent: Words = Field(default=["auto"], min_length=1, json_schema_extra={"default": "auto"})
    """Where staff's mail clients keep what they sent, one folder or a list; auto asks the server; all: what we sent, in the folder of all mail."""
    triage: FolderPath | None = None
    """The folder whose folders staff sort mail into, e.g. Triage; `/` between levels. Without it, moves mean nothing."""

    @field_validator("sent")
    @classmethod
    def _is_a_word_or_names(cls, sent: list[str]) -> list[str]:
        if len(sent) > 1 and {"auto", "all"} & set(sent):
            raise ValueError("'auto' and 'all' stand alone: expected one of them, or the names of folders")
        return sent

    marks: MarkStyles = []
    """How a ticket's state shows on its mails in the inbox: keywords, thunderbird (labels), apple (flags), gmail (labels)."""
    file_sent: Literal["auto", "always", "never"] = "auto"
    """Whether answers that staff give by mail are filed in Sent too; auto waits two minutes, whether the provider does so itself."""
    file_automatic: bool = False
    """Whether letters to customers that nobody wrote are filed there as well."""


class Mailbox(Strict):
    """One shared mailbox: how to reach it, and what is meant for it."""

    purpose: Word
    """What customers are told to write here about."""
    clause: str | None = None
    """The policy clause that says so."""
    imap: Annotated[str, AfterValidator(wording.server("imap"))]
    """imaps://host[:port] or imap+starttls://host[:port]; imap:// only to this machine."""
    smtp: Annotated[str, AfterValidator(wording.server("smtp"))]
    """smtps://host[:port] or smtp+starttls://host[:port]; smtp:// only to this machine."""
    login: Word
    """The account's name on both servers."""
    secret: Annotated[str, AfterValidator(wording.secret)]
    """Where its password stands: an environment variable, a systemd credential, or file:PATH."""
    folders: Folders = Folders.model_construct()
    """Its IMAP folders."""
    default: str
    """The category when nothing else matches."""
    aliases: list[Addr] = []
    """Other addresses that are delivered here."""
    authserv_id: Word | None = None
    """Whose Authentication-Results we believe (RFC 8601): DMARC, DKIM or SPF of mail from outside, the login of what our own people submit."""
    contact_forms: list[Addr] = []
    """From addresses whose requester stands in Reply-To."""
    subaddresses: bool = False
    """The server delivers support+anything@ here too (RFC 5233): answers by staff then carry their proof in the address as well."""
    outgoing_opens: bool = False
    """Whether a person's mail from here to somebody without a ticket opens one, which waits for their reply."""
