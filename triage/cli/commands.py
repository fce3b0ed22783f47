"""The list of commands. Each lives in a file of its own, imported only when it is asked for."""

import importlib

import click

import triage as package

_COMMANDS = {
    "run": "the daemon: reads, decides, answers, watches deadlines",
    "once": "one pass over every mailbox, deadline and letter, then exit",
    "demo": "the daemon against an embedded mail server, with sample customers and a fast clock",
    "init": "write rules.yaml and templates/ into a folder",
    "check": "rules, examples and templates; no network",
    "doctor": "reaches every server: TLS, login, folders, clock, disk; says what to fix",
    "letters": "every letter with made-up values, as files for a look: triage letters preview DIR",
    "explain": "what would happen to these messages; touches nothing",
    "replay": "back-test: decisions that other rules would change on stored mail",
    "suggest": "signals and examples that staff's corrections ask for, as a patch to rules.yaml",
    "tickets": "the desk as a table",
    "forecast": "what falls due in the coming working days, by team; what other rules would move",
    "show": "one ticket, whole",
    "why": "the reasons of each decision on one ticket",
    "do": "what a staff command does: triage do AM-1042 '#close'",
    "report": "how the desk does: volume, times, promises kept and missed, complaints",
    "outbox": "the letters and what became of them",
    "set-aside": "the mail that waits for a person",
    "learn": "read the examples once, for the second opinion on categories",
    "import": "past mail becomes history: threads and tickets, no letters",
}


class Commands(click.Group):
    """A group that imports a command's file when it runs or shows its help."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  click's signature
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"triage.cli.{cmd_name.replace('-', '_')}_command")
        return module.command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  click's signature
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package.__version__, prog_name="triage")
def triage() -> None:
    """Turns shared mailboxes into tickets.

    Customers just email, staff reply in their mail client, ops edit rules.yaml.
    """
