"""Lists of texts as the database keeps them: JSON, as `json.dumps` writes it. Knows no table."""

from collections.abc import Iterable
from json.encoder import encode_basestring, encode_basestring_ascii


def listed(texts: Iterable[str]) -> str:
    """In ASCII, without the encoder that `json` makes anew for every list."""
    return f"[{', '.join(map(encode_basestring_ascii, texts))}]"


def sentences(texts: Iterable[str]) -> str:
    """The same, letters beyond ASCII as they are."""
    return f"[{', '.join(map(encode_basestring, texts))}]"
