"""A private Dovecot: IMAP, IMAP over TLS, and LMTP on loopback. No file of the system's own Dovecot is read."""

import contextlib
import imaplib
import pathlib
import re
import smtplib
import subprocess
from collections.abc import Generator, Iterable, Sequence
from datetime import datetime
from typing import Any

from tests.servers.daemons import (
    PASSWORD,
    Daemon,
    binary,
    certificate,
    free_port,
    group_of,
    hand_over,
    servant,
    workshop,
)
from triage.inbound.mailbox import Account

PACKAGES = "dovecot-imapd dovecot-lmtpd"
# what 2.4 names anew, by its guide for upgrading from 2.3
DIALECT_2_3 = """\
auth_username_format = %Ln
disable_plaintext_auth = no
ssl_cert = <{dir}/cert.pem
ssl_key = <{dir}/key.pem
mail_location = sdbox:~/mail
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={dir}/mail/%n allow_all_users=yes
}}
"""
DIALECT_2_4 = """\
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
auth_username_format = %{{user | username | lower}}
auth_allow_cleartext = yes
ssl_server_cert_file = {dir}/cert.pem
ssl_server_key_file = {dir}/key.pem
mail_driver = sdbox
mail_path = ~/mail
passdb static {{
  password = {password}
}}
userdb static {{
  allow_all_users = yes
  fields {{
    uid = {uid}
    gid = {gid}
    home = {dir}/mail/%{{user | username}}
  }}
}}
"""
# Every name is a user: a list of names would be read again once a second only.
# dbox and not Maildir, which gives UIDs by file name, so that two mails of one second may change places.
COMMON = """\
protocols = imap lmtp
base_dir = {dir}/run
state_dir = {dir}/run/state
instance_name = triage-test
listen = 127.0.0.1
log_path = {dir}/log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
first_valid_gid = 1
mail_fsync = never
auth_mechanisms = plain login
auth_username_chars =
auth_failure_delay = 0
ssl = yes
# no chroot anywhere: an ordinary user's master cannot chroot
service anvil {{
  chroot =
  # no growing penalty for wrong passwords
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service lmtp {{
  chroot =
  user = {user}
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
service stats {{
  chroot =
}}
service auth {{
  user = {user}
}}
service auth-worker {{
  user = {user}
}}
service imap {{
  process_limit = 200
}}
namespace inbox {{
  inbox = yes
  separator = {separator}
  prefix = {prefix}
{mailboxes}
}}
protocol imap {{
  mail_max_userip_connections = 100
}}
protocol lmtp {{
  postmaster_address = postmaster@example.test
}}
"""
SPECIAL_USE = {
    "Drafts": "Drafts",
    "Sent": "Sent",
    "Junk": "Junk",
    "Trash": "Trash",
    "Archive": "Archive",
    "Everything": "All",
}


class Dovecot:
    """A running server. A user is known by the local part of the address; every domain is taken for ours."""

    def __init__(self, folder: pathlib.Path, daemon: Daemon, *, imap: int, imaps: int, lmtp: int) -> None:
        self.folder, self._daemon = folder, daemon
        self.imap, self.imaps, self.lmtp = imap, imaps, lmtp
        self.ca_file = str(folder / "cert.pem")
        self.users_file = folder / "users"  # for a mail server that wants to know who exists

    def add_user(self, name: str) -> "User":
        """A new user with an empty mailbox."""
        with self.users_file.open("a") as users:
            users.write(f"{name}:\n")
        return User(self, name)

    def stop(self) -> None:
        self._daemon.stop()

    def start(self) -> None:
        self._daemon.start()


class User:
    """One mailbox, and what a mail server, a person or an accident can do to it."""

    def __init__(self, server: Dovecot, name: str, domain: str = "example.test") -> None:
        self.server, self.name, self.address = server, name, f"{name}@{domain}"

    @property
    def account(self) -> Account:
        """How triage reaches it, in clear text on loopback; use dataclasses.replace for other ways."""
        return Account(
            address=self.address,
            host="127.0.0.1",
            port=self.server.imap,
            security="plain",
            login=self.name,
            secret=PASSWORD,
        )

    def deliver(self, raw: bytes, *, sender: str = "customer@shop.test") -> None:
        """Over LMTP, as a mail server does; the message gets a Return-Path."""
        with smtplib.LMTP("127.0.0.1", self.server.lmtp, local_hostname="mx.example.test") as lmtp:
            lmtp.sendmail(sender, [self.address], raw)

    def append(
        self, raw: bytes, *, folder: str = "INBOX", flags: Sequence[str] = (), arrived: datetime | None = None
    ) -> None:
        """As a mail client files a message."""
        with self.client() as imap:
            when = f'"{arrived:%d-%b-%Y %H:%M:%S %z}"' if arrived else ""
            _check(imap.append(_quoted(folder), " ".join(flags), when, raw))

    def move(self, uid: int, folder: str, *, out_of: str = "INBOX") -> None:
        """As a person drags a message into another folder (RFC 6851)."""
        with self.client(out_of) as imap:
            _check(imap.uid("MOVE", str(uid), _quoted(folder)))  # pyright: ignore[reportArgumentType]  typeshed does not know it

    def folders(self, *, subscribed: bool = False) -> list[str]:
        """The names of the folders, in modified UTF-7."""
        with self.client() as imap:
            lines = _check(imap.lsub() if subscribed else imap.list())
        found = [re.search(rb'(?:"([^"]*)"|(\S+))$', line) for line in lines if line]
        return sorted((told[1] or told[2]).decode() for told in found if told)

    def create(self, folder: str) -> None:
        with self.client() as imap:
            _check(imap.create(_quoted(folder)))

    def messages(self, folder: str = "INBOX") -> list[bytes]:
        """The raw messages, oldest first."""
        with self.client(folder) as imap:
            return [part[1] for part in _check(imap.uid("FETCH", "1:*", "(BODY.PEEK[])")) if isinstance(part, tuple)]

    def flags(self, folder: str = "INBOX") -> dict[int, frozenset[str]]:
        """Flags and keywords by UID."""
        with self.client(folder) as imap:
            lines = [line for line in _check(imap.uid("FETCH", "1:*", "(FLAGS)")) if line]
        found = [re.search(rb"UID (\d+) FLAGS \((.*?)\)", line) for line in lines]
        return {int(told[1]): frozenset(told[2].decode().split()) - {"\\Recent"} for told in found if told}

    def add_flags(self, uid: int, *flags: str, folder: str = "INBOX") -> None:
        with self.client(folder) as imap:
            _check(imap.uid("STORE", str(uid), "+FLAGS", f"({' '.join(flags)})"))

    def expunge(self, uid: int, *, folder: str = "INBOX") -> None:
        """As a person deletes a message for good."""
        with self.client(folder) as imap:
            _check(imap.uid("STORE", str(uid), "+FLAGS", r"(\Deleted)"))
            _check(imap.expunge())

    def forget_uids(self, folder: str = "INBOX") -> None:
        """Lose the index and make a new one, as after a disk fault: the folder gets a new UIDVALIDITY. `folder` is plain ASCII."""
        where = self.server.folder / "mail" / self.name / "mail" / "mailboxes" / folder / "dbox-Mails"
        for index in list(where.glob("dovecot.index*")):
            index.unlink()
        self._doveadm("force-resync", "-u", self.name, folder)

    def kick(self) -> None:
        """End all sessions of this user."""
        self._doveadm("kick", self.name)

    def _doveadm(self, *arguments: str) -> None:
        command = [binary("doveadm", package=PACKAGES), "-c", self.server.folder / "dovecot.conf", *arguments]
        said = subprocess.run(command, capture_output=True, text=True, check=False)
        assert said.returncode == 0, said

    @contextlib.contextmanager
    def client(self, folder: str | None = None) -> Generator[imaplib.IMAP4]:
        """A second client, as a person's; with a folder, that one is selected."""
        with imaplib.IMAP4("127.0.0.1", self.server.imap) as imap:
            imap.login(self.name, PASSWORD)
            if folder:
                _check(imap.select(_quoted(folder)))
            yield imap


@contextlib.contextmanager
def dovecot(
    users: Iterable[str] = (), *, special_use: dict[str, str] = SPECIAL_USE, host: str = "localhost", space: str = "/"
) -> Generator[Dovecot]:
    """A Dovecot with these users. `special_use`: folder → attribute. Its certificate is for `host` only.

    `space`: how folders are called, e.g. "INBOX." for INBOX.Sent; its last letter stands between levels.
    """
    with workshop("dc") as folder:
        certificate(folder, host)
        (folder / "run").mkdir()
        (folder / "mail").mkdir()
        (folder / "users").touch()
        ports = {"imap": free_port(), "imaps": free_port(), "lmtp": free_port()}
        mailboxes = "\n".join(
            f"  mailbox {name} {{\n    auto = create\n    special_use = \\{use}\n  }}"
            for name, use in special_use.items()
        )
        user = servant()
        who = {
            "user": user.pw_name,
            "group": group_of(user),
            "uid": user.pw_uid,
            "gid": user.pw_gid,
            "password": PASSWORD,
            "separator": space[-1],
            "prefix": space if len(space) > 1 else "",
        }
        config = (_dialect() + COMMON).format(dir=folder, mailboxes=mailboxes, **who, **ports)
        (folder / "dovecot.conf").write_text(config)
        hand_over(folder)
        command = [binary("dovecot", package=PACKAGES), "-F", "-c", folder / "dovecot.conf"]
        daemon = Daemon(
            command, ports=ports.values(), log=lambda: (folder / "log").read_text(errors="replace"), cwd=folder
        )
        try:
            server = Dovecot(folder, daemon, **ports)
            for name in users:
                server.add_user(name)
            yield server
        finally:
            daemon.stop()


def _dialect() -> str:
    said = subprocess.run(
        [binary("dovecot", package=PACKAGES), "--version"], check=True, capture_output=True, text=True
    )
    return DIALECT_2_3 if said.stdout.startswith("2.3.") else DIALECT_2_4


def _check(answer: tuple[str, list[Any]]) -> list[Any]:
    status, data = answer
    assert status == "OK", answer
    return data


def _quoted(folder: str) -> str:
    """As IMAP wants a folder's name: in modified UTF-7 (RFC 3501 §5.1.3), in quotes."""
    return '"' + re.sub("&|[^\x20-\x7e]+", _utf7, folder) + '"'


def _utf7(found: re.Match[str]) -> str:
    return "&-" if found[0] == "&" else "&" + found[0].encode("utf-7").decode().strip("+-").replace("/", ",") + "-"
