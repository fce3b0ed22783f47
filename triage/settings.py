"""Where this machine keeps things: the rules file, the templates, the data directory, and secrets. Nothing about mail."""

import os
import stat
import sys
from pathlib import Path

from triage.record import record

RULES, TEMPLATES = "rules.yaml", "templates"


class SettingsError(ValueError):
    """Something on this machine is not as it must be; the sentence says what to do."""


@record
class Settings:
    """The places that a command works with."""

    rules: Path
    templates: Path
    data: Path
    cache: Path | None = None  # for what can be worked out again; None: memory only


def settings(rules: str | None = None, data: str | None = None) -> Settings:
    """From the command line, else TRIAGE_RULES and TRIAGE_DATA, else the working directory, else what is shipped."""
    file = _rules_file(rules or os.environ.get("TRIAGE_RULES"))
    folder = data or os.environ.get("TRIAGE_DATA") or "data"
    return Settings(rules=file, templates=_templates_for(file), data=Path(folder), cache=_cache_folder())


def shipped(name: str) -> Path:
    """The default rules.yaml or templates/: inside an installed wheel, else in the checkout."""
    package = Path(__file__).parent
    inside = package / "_default" / name
    return inside if inside.exists() else package.parent / name


def secret(name: str) -> str:
    """The secret that rules.yaml names: `file:PATH`, a systemd credential, or an environment variable.

    Raises SettingsError when it is nowhere, or lies in a file that others may read.
    """
    if name.startswith("file:"):
        return _from_file(Path(name.removeprefix("file:")))
    credentials = os.environ.get("CREDENTIALS_DIRECTORY")
    if credentials and (file := Path(credentials) / name).is_file():
        return _text(file)
    if value := os.environ.get(name):
        return value
    raise SettingsError(
        f"the secret {name} is missing or empty: set the environment variable {name}, or a systemd credential of that name, or write file:PATH in rules.yaml"
    )


def _from_file(path: Path) -> str:
    text = _text(path)
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SettingsError(f"others may read the secret file {path}: run chmod 600 {path}")
    return text


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"the secret file {path} cannot be read: {error}") from error


def _cache_folder() -> Path:
    """TRIAGE_CACHE, else systemd's CacheDirectory, else our virtual environment, else the user's own (XDG)."""
    if given := os.environ.get("TRIAGE_CACHE") or os.environ.get("CACHE_DIRECTORY"):
        return Path(given)
    if sys.prefix != sys.base_prefix and os.access(sys.prefix, os.W_OK):  # whoever installs learns, and goes with it
        return Path(sys.prefix) / "var" / "triage"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()) / "triage"


def _rules_file(named: str | None) -> Path:
    if named:
        return Path(named)
    return Path(RULES) if Path(RULES).is_file() else shipped(RULES)


def _templates_for(rules: Path) -> Path:
    beside = rules.parent / TEMPLATES
    return beside if beside.is_dir() else shipped(TEMPLATES)
