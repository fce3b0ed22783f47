"""Drafts + templates → finished letters, as bytes that never change again.

Only this package imports jinja2. Read `compose` first.
"""

from triage.outbound.letter import Letter, LetterError
from triage.outbound.letters.compose import Writer, compose
from triage.outbound.letters.contract import VALUES
from triage.outbound.letters.relayed import compose_relay
from triage.outbound.letters.samples import SAMPLES
from triage.outbound.letters.templates import Templates, TemplatesError, Worded, prove, prove_own

__all__ = [
    "SAMPLES",
    "VALUES",
    "Letter",
    "LetterError",
    "Templates",
    "TemplatesError",
    "Worded",
    "Writer",
    "compose",
    "compose_relay",
    "prove",
    "prove_own",
]
