"""A private Exim: takes our letters, hands local ones to Dovecot over LMTP and all others to a sink, and bounces what has no user.

It is two servers in one. To who logs in it is the submission server: it takes the login's own address only, removes
Authentication-Results that came with the mail, and writes its own (RFC 8601 §5 and §2.7.4). To who does not, it is what
stands behind the border: it leaves headers alone, so that a story may tell what the border found.
"""

import contextlib
import pathlib
import shutil
from collections.abc import Generator, Sequence

from tests.servers.daemons import PASSWORD, Daemon, binary, free_port, group_of, hand_over, servant, workshop
from tests.servers.dovecot import Dovecot

CONFIG = """\
primary_hostname = mx.example.test
domainlist ours = {domains}
exim_user = {user}
exim_group = {group}
trusted_users = {user}
never_users =
deliver_drop_privilege = true
spool_directory = {dir}/spool
log_file_path = {dir}/%slog
pid_file_path = {dir}/exim.pid
daemon_smtp_ports = {port}
local_interfaces = 127.0.0.1
smtp_accept_max = 50
smtp_accept_queue_per_connection = 0
smtp_accept_max_per_connection = 1000
keep_environment =
dns_ipv4_lookup = *
hosts_treat_as_local =
tls_advertise_hosts =
host_lookup =
rfc1413_query_timeout = 0s
qualify_domain = example.test
bounce_return_size_limit = 4K
dsn_advertise_hosts = *
smtputf8_advertise_hosts = *
acl_smtp_mail = own_address
acl_smtp_rcpt = accept_loopback
acl_smtp_data = own_results
begin acl
own_address:
  deny authenticated = *
    condition = ${{if def:sender_address}}
    condition = ${{if !eqi{{$sender_address}}{{$authenticated_id}}}}
    message = 5.7.1 $authenticated_id may not send as $sender_address
  accept
accept_loopback:
  accept hosts = 127.0.0.1
  deny
own_results:
  warn authenticated = *
    remove_header = Authentication-Results
    add_header = :at_start:${{authresults {{{authserv_id}}}}}
  accept
begin routers
known:
  driver = accept
  domains = +ours
  local_part_suffix = +*
  local_part_suffix_optional
  local_parts = lsearch;{users}
  transport = dovecot
unknown:
  driver = redirect
  domains = +ours
  data = :fail: 5.1.1 no such user
  allow_fail
elsewhere:
  driver = manualroute
  domains = ! +ours
  route_list = * 127.0.0.1
  self = send
  transport = sink
begin transports
dovecot:
  driver = smtp
  protocol = lmtp
  hosts = 127.0.0.1
  hosts_override
  port = {lmtp}
  allow_localhost
sink:
  driver = smtp
  port = {sink}
  allow_localhost
  hosts_try_chunking =
  hosts_avoid_tls = *
begin retry
* * F,2m,1s
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if eq{{$auth3}}{{{password}}}}}
  server_set_id = $auth2
  server_advertise_condition = true
"""


class Exim:
    """A running mail server. Whoever logs in does so with an address and the password of all test servers; nobody must."""

    def __init__(self, folder: pathlib.Path, port: int) -> None:
        self.folder, self.port = folder, port

    def log(self) -> str:
        """What it did with each message."""
        return (self.folder / "mainlog").read_text(errors="replace")


@contextlib.contextmanager
def exim(
    dovecot: Dovecot,
    sink: int,
    *,
    domains: Sequence[str] = ("example.test", "aeropressmall.com"),
    authserv_id: str = "mx.aeropressmall.com",
) -> Generator[Exim]:
    """An Exim before this Dovecot; mail to other domains goes to the SMTP server at port `sink`."""
    with workshop("ex") as folder:
        (folder / "spool").mkdir()
        # Debian's binary is setuid root; a copy simply runs as whoever starts it
        shutil.copyfile(binary("exim4", "exim", package="exim4-daemon-light"), folder / "exim")
        port = free_port()
        (folder / "exim.conf").write_text(
            CONFIG.format(
                dir=folder,
                domains=" : ".join(domains),
                user=servant().pw_name,
                group=group_of(servant()),
                users=dovecot.users_file,
                lmtp=dovecot.lmtp,
                port=port,
                sink=sink,
                password=PASSWORD,
                authserv_id=authserv_id,
            )
        )
        hand_over(folder)
        (folder / "exim").chmod(0o755)
        command = [folder / "exim", "-C", folder / "exim.conf", "-bdf", "-q1s"]
        daemon = Daemon(
            command, ports=[port], log=lambda: "".join(path.read_text() for path in folder.glob("*log")), cwd=folder
        )
        try:
            yield Exim(folder, port)
        finally:
            daemon.stop()
