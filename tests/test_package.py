"""What `pip install` brings: the wheel carries its data and works away from the checkout."""

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a wheel of this checkout was unpacked into."""
    built, unpacked = tmp_path_factory.mktemp("built"), tmp_path_factory.mktemp("unpacked")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(built)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    [wheel] = built.glob("triage-*.whl")
    with ZipFile(wheel) as archive:
        archive.extractall(unpacked)
    return unpacked


def files(folder: Path, pattern: str) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob(pattern) if path.is_file()}


def run(installed: Path, away: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python in another folder, with the unpacked wheel before the checkout."""
    environment = os.environ | {"PYTHONPATH": str(installed)}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=away, env=environment, check=False, capture_output=True, text=True)


def test_the_wheel_carries_the_default_rules_and_templates(installed: Path) -> None:
    assert (installed / "triage/_default/rules.yaml").read_bytes() == (ROOT / "rules.yaml").read_bytes()
    assert files(installed / "triage/_default/templates", "*") == files(ROOT / "templates", "*")


def test_the_wheel_carries_every_file_of_the_package(installed: Path) -> None:
    mails = installed / "triage/demo/mails"
    assert files(mails, "*") == files(ROOT / "triage/demo/mails", "*") != set()
    for pattern in ("*.py", "*.json", "*.yaml"):
        assert files(ROOT / "triage", pattern) <= files(installed / "triage", pattern)


def test_the_wheel_carries_the_licence_and_no_tests(installed: Path) -> None:
    assert files(installed, "LICENSE")
    assert {path.name.split("-")[0] for path in installed.iterdir()} == {"triage"}


def test_the_demo_mails_can_be_read_away_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    question = "import triage.demo.correspondence as c; print(c.__file__); print(len(c.template('kenji')))"
    found = run(installed, tmp_path, "-c", question)
    assert found.stdout.startswith(str(installed)), found.stderr
    assert int(found.stdout.split()[-1]) == len((ROOT / "triage/demo/mails/kenji.eml").read_bytes())


def test_the_command_line_works_away_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    found = run(installed, tmp_path, "-m", "triage", "--help")
    assert found.returncode == 0, found.stderr
    assert "demo" in found.stdout


def test_the_shipped_rules_and_templates_are_found_and_good(installed: Path, tmp_path: Path) -> None:
    found = run(installed, tmp_path, "-m", "triage", "check")
    assert found.returncode == 0, found.stdout + found.stderr
