"""Whether HTML nests deeper than a parser should be asked to follow: its time grows with the square of the depth.

Never underrates the depth: a closing tag counts only if it closes the innermost open one and a parser would see it too.
Knows no other meaning of a tag.
"""

import re

_DEEPEST = 1_000  # open tags at one time
_UNNESTED = frozenset(
    "area base br col embed hr img input link meta param source wbr p li dt dd td th tr option".split()
)
_RAW = frozenset("script style title textarea xmp iframe noembed noframes".split())  # no tags inside
_NAME = re.compile(r"<([a-zA-Z][^\s/>]*)")
_ODD = re.compile(r"<(?:svg|math|plaintext|!\[CDATA\[)", re.IGNORECASE)  # other rules of nesting
# A tag that every parser reads alike: quotes stand around values only.
_TAG = re.compile(
    r"<(?:!--(?:-?>|.*?--!?>)|[!?][^>]*>|/(?P<end>[a-zA-Z][^\s/>]*)[^>\"']*>"
    r"|(?P<begin>[a-zA-Z][^\s/>]*)(?:[\s/]*[^\s\"'<>/=]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?+)*+[\s/]*>)",
    re.DOTALL,
)
_MARKUP = re.compile(r"<[a-zA-Z/!?]")


def is_too_deep(html: str) -> bool:
    """True when more than a thousand tags may be open at one time, or when that cannot be told."""
    if html.count("<") <= _DEEPEST:
        return False
    may_nest = sum(name.lower() not in _UNNESTED for name in _NAME.findall(html))
    is_odd = _ODD.search(html) is not None
    if may_nest <= _DEEPEST and not is_odd:
        return False
    return is_odd or _deepens(html)


def _deepens(html: str) -> bool:
    lower = html.lower()
    stack: list[str] = []
    position = 0
    while start := _MARKUP.search(html, position):
        tag = _TAG.match(html, start.start())
        if tag is None:
            return True
        position = tag.end()
        begin, end = (tag["begin"] or "").lower(), (tag["end"] or "").lower()
        if end and stack and stack[-1] == end:
            stack.pop()
        elif begin in _RAW:
            position = lower.find(f"</{begin}", position)
            if position < 0 or "<!--" in html[tag.end() : position]:
                return True
        elif begin and begin not in _UNNESTED:
            stack.append(begin)
            if len(stack) > _DEEPEST:
                return True
    return False
