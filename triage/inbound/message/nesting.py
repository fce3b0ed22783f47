"""Whether HTML nests deeper, or crowds more attributes on a tag, than a parser should follow: its time grows with their square.

Never underrates the depth: a closing tag counts only if it closes the innermost open one and a parser would see it too.
Nor the attributes: whatever may begin a tag is taken for one. Knows no other meaning of a tag.
"""

import re

_DEEPEST = 1_000  # open tags at one time
_UNNESTED = frozenset(
    "area base br col embed hr img input link meta param source wbr p li dt dd td th tr option".split()
)
_RAW = frozenset("script style title textarea xmp iframe noembed noframes".split())  # no tags inside
_NAME = re.compile(r"<([a-zA-Z][^\s/>]*)")
_ODD = re.compile(r"<(?:svg|math|plaintext|!\[CDATA\[)", re.IGNORECASE)  # other rules of nesting
# A tag that every parser reads alike: quotes stand around values only. A comment that nothing ends is none.
_TAG = re.compile(
    r"<(?:!--(?:-?>|.*?--!?>)|(?!!--)[!?][^>]*>|/(?P<end>[a-zA-Z][^\s/>]*)[^>\"']*>"
    r"|(?P<begin>[a-zA-Z][^\s/>]*)(?:[\s/]*[^\s\"'<>/=]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?+)*+[\s/]*>)",
    re.DOTALL,
)
_MARKUP = re.compile(r"<[a-zA-Z/!?]")
_SHORT = 20_000  # characters of a page whose tags cannot have enough of them to matter
_MOST_ATTRIBUTES = 1_000  # of one tag
_MOST_OF_PAGE = 20_000  # characters of the attributes of all its <html> and <body>, which become those of one
_BEGIN = re.compile(r"<[a-zA-Z][^ \t\n\f\r/>]*")
# One as every parser reads it (HTML §13.2.5.32 and on): its name, odd or not, and its value in quotes or up to the next blank.
_ATTRIBUTE = (
    r"[ \t\n\f\r/]*+[^ \t\n\f\r/>][^ \t\n\f\r/>=]*+"
    r"(?:[ \t\n\f\r]*+=[ \t\n\f\r]*+(?:\"[^\"]*+\"|'[^']*+'|[^ \t\n\f\r>\"'][^ \t\n\f\r>]*+)?+)?+"
)
_ATTRIBUTES = re.compile(rf"(?:{_ATTRIBUTE}){{0,{_MOST_ATTRIBUTES}}}+(?P<more>{_ATTRIBUTE})?")


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


def is_crowded(html: str) -> bool:
    """True when one tag may have more than a thousand attributes, or when that cannot be told."""
    if len(html) <= _SHORT:
        return False
    looked_at = of_page = 0
    for tag in _BEGIN.finditer(html):
        attributes = _ATTRIBUTES.match(html, tag.end())
        if attributes is None or attributes["more"]:
            return True
        looked_at += len(attributes[0])
        of_page += len(attributes[0]) if tag[0].lower() in ("<html", "<body") else 0
        if looked_at > 2 * len(html) or of_page > _MOST_OF_PAGE:  # the former: many seem to begin inside of others
            return True
    return False
