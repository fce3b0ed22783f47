"""Whether staff's words answer, or ask something back. Knows text only, in any language."""

import re

_SENTENCE = re.compile(r"[^.!?。！？؟;\n]+[.!?。！？؟]*")
_ASKS = re.compile(r"[?？؟]\s*$")
_FEWEST = 3  # words of a sentence that says something: greeting and signature have fewer
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{6}")  # scripts without blanks between words


def asks_back(text: str) -> bool:
    """Do at least half of the sentences ask? "Yes. Does that help you?" counts as one; a greeting counts as nothing."""
    sentences = [sentence for sentence in _SENTENCE.findall(text) if _says_something(sentence)]
    asked = [sentence for sentence in sentences if _ASKS.search(sentence)]
    return bool(asked) and 2 * len(asked) >= len(sentences)


def _says_something(sentence: str) -> bool:
    return len(sentence.split()) >= _FEWEST or bool(_DENSE.search(sentence))
