"""Where this machine keeps things, and who may read its secrets."""

import stat
from pathlib import Path

import pytest

from triage.settings import SettingsError, secret, settings, shipped


def written(folder: Path, name: str, raw: bytes) -> Path:
    path = folder / name
    path.write_bytes(raw)
    return path


def test_a_secret_comes_from_a_private_file_a_credential_or_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path, "pw", b"from file\n")
    file.chmod(0o600)
    assert secret(f"file:{file}") == "from file"
    monkeypatch.setenv("SUPPORT_PASSWORD", "from environment")
    assert secret("SUPPORT_PASSWORD") == "from environment"
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    written(tmp_path, "SUPPORT_PASSWORD", b"from credential\r\n")
    assert secret("SUPPORT_PASSWORD") == "from credential"


def test_a_secret_that_is_missing_or_open_to_others_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    file = written(tmp_path, "pw", b"x")
    file.chmod(stat.S_IRUSR | stat.S_IROTH)
    with pytest.raises(SettingsError, match="chmod 600"):
        secret(f"file:{file}")
    with pytest.raises(SettingsError, match="cannot be read"):
        secret(f"file:{tmp_path / 'none'}")
    with pytest.raises(SettingsError, match="set the environment variable NOWHERE"):
        secret("NOWHERE")


def test_places_come_from_the_command_line_then_the_environment_then_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TRIAGE_RULES", raising=False)
    monkeypatch.delenv("TRIAGE_DATA", raising=False)
    assert (settings().rules, settings().data) == (shipped("rules.yaml"), Path("data"))
    written(tmp_path, "rules.yaml", b"")
    assert settings().rules == Path("rules.yaml")
    monkeypatch.setenv("TRIAGE_RULES", "r/rules.yaml")
    monkeypatch.setenv("TRIAGE_DATA", "d")
    assert (settings().rules, settings().data, settings().templates) == (
        Path("r/rules.yaml"),
        Path("d"),
        shipped("templates"),
    )
    (tmp_path / "q/templates").mkdir(parents=True)
    assert settings("q/rules.yaml", "e").templates == Path("q/templates")
    assert settings("q/rules.yaml", "e").data == Path("e")


def test_a_secret_that_is_no_text_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    file = written(tmp_path, "SUPPORT_PASSWORD", b"\xff\xfe")
    file.chmod(0o600)
    for name in ("SUPPORT_PASSWORD", f"file:{file}", f"file:{tmp_path}"):
        with pytest.raises(SettingsError, match="cannot be read"):
            secret(name)


def test_a_secret_keeps_its_spaces_and_loses_only_its_line_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = written(tmp_path, "pw", "  pass wörd \r\n".encode())
    file.chmod(0o400)
    assert secret(f"file:{file}") == "  pass wörd "
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))  # a credential of that name is not there
    monkeypatch.setenv("SUPPORT_PASSWORD", " x ")
    assert secret("SUPPORT_PASSWORD") == " x "


def test_empty_settings_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRIAGE_RULES", "")
    monkeypatch.setenv("TRIAGE_DATA", "")
    assert (settings().rules, settings().data) == (shipped("rules.yaml"), Path("data"))
