"""The files that rules.yaml names: read beside it, or kept with it. Knows nothing of what stands in them."""

from collections.abc import Mapping
from pathlib import Path

from triage.policy.ical import LARGEST


class Beside:
    """Texts by file name. `read` holds every one that was asked for and found, so that it can be kept."""

    def __init__(self, folder: Path | None = None, kept: Mapping[str, str] | None = None) -> None:
        """`folder`: where the files lie; `kept`: what they held when the rules were kept. Without both there is none."""
        self._folder, self._kept = folder, dict(kept or {})
        self.read: dict[str, str] = {}

    def text(self, name: str) -> str:
        """What the file holds. Raises ValueError with a sentence that names it."""
        if name not in self.read:
            self.read[name] = self._kept[name] if name in self._kept else self._from_folder(name)
        return self.read[name]

    def _from_folder(self, name: str) -> str:
        if self._folder is None:
            raise ValueError(f"{name}: there is no such file beside these rules")
        try:
            with (self._folder / name).open("rb") as stream:
                raw = stream.read(LARGEST + 1)
            if len(raw) > LARGEST:
                raise ValueError(f"{name}: the file is larger than {LARGEST // 1024} KB")
            return raw.decode("utf-8-sig")
        except OSError as error:
            raise ValueError(f"{name}: cannot be read: {error.strerror or error}") from error
        except UnicodeDecodeError as error:
            raise ValueError(f"{name}: byte {error.object[error.start]:#04x} is not UTF-8") from error
