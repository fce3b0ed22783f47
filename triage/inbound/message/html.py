"""HTML → readable text: blocks as lines, lists, quotes as "> ", links as "text <url>". Never loads anything.

Walks the tree with a loop, so deep nesting is harmless. What a reader does not see is left out.
"""

import re
from html import unescape
from urllib.parse import quote

import re2
from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from triage.inbound.message.nesting import is_crowded, is_too_deep

_UNSEEN = frozenset(
    "head title style script template object applet svg math select textarea button iframe audio video -comment !--".split()
)
_PARAGRAPHS = frozenset("p h1 h2 h3 h4 h5 h6 ul ol dl pre hr".split())
_LINES = frozenset(
    "div table tr blockquote li dt dd address article aside center fieldset figure footer form header main nav section caption".split()
)
_CELLS = frozenset(("td", "th"))
_STYLED_AWAY = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|(?:opacity|max-height|font-size)\s*:\s*0(?![.\d]*[1-9])",
    re.IGNORECASE,
)
# Somewhere in a page that may hide anything: wider than what hides a node, and quick where there is nothing.
_BLANK = r"[\s\pZ\x{1c}-\x{1f}\x{85}]*"
_MAY_HIDE = re2.compile(
    (
        rf"(?i)display{_BLANK}:{_BLANK}none|visibility{_BLANK}:{_BLANK}hidden|mso-hide{_BLANK}:{_BLANK}all"
        rf"|(?:opacity|max-height|font-size){_BLANK}:{_BLANK}0|hidden"
    ).encode()
)
_LINK = re.compile(r"(?:https?|ftp)://\S", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f\u00a0\u200b\u200c\ufeff\u034f\u00ad]+")
# Of HTML that is not parsed: what is never shown, up to its end or the page's, and every tag.
_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|title|template)\b.*?(?:</\1\b[^<>]*>?|\Z)|</?(?P<name>[a-z]+)[^<>]*>?|<[!?/][^<>]*>?",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_LINK = 500
_MOST_QUOTES = 20


def to_text(html: str) -> str:
    """Readable text with LF line ends; "" when nothing can be seen."""
    if is_too_deep(html) or is_crowded(html):
        return _unparsed(html)
    try:
        root = LexborHTMLParser(html).root
    except SelectolaxError:  # the memory is full: 300 KB of HTML can ask for gigabytes
        return _unparsed(html)
    page = _Page()
    if root is not None:
        _walk(root, page, may_hide=_MAY_HIDE.search(html.encode("utf-8", "replace")) is not None)
    return page.text()


def _unparsed(html: str) -> str:
    """The words without the markup."""
    lines = unescape(_MARKUP.sub(_space, html)).split("\n")
    return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))


def _space(markup: re.Match[str]) -> str:
    name = (markup["name"] or "").lower()
    return "\n" if name == "br" or name in _LINES or name in _PARAGRAPHS else " "


class _Page:
    """Lines as they come: the state of the walk, so that the walk itself stays flat."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.quotes = 0
        self.pre = 0
        self.links: list[tuple[str, int]] = []  # (url, words on the page when it began)

    def say(self, text: str) -> None:
        """Text of one node."""
        if self.pre:
            first, *rest = text.split("\n")
            self.line.append(first)
            for line in rest:
                self.end_line(always=True)
                self.line.append(line)
        else:
            self.line.append(_BLANKS.sub(" ", text))

    def end_line(self, *, always: bool = False) -> None:
        """Finish the line if there is anything on it, or `always`."""
        text = "".join(self.line).rstrip()
        text = text if self.pre else " ".join(text.split())
        if text or always:
            self.lines.append(self._marked(text))
        self.line.clear()

    def blank_line(self) -> None:
        """At most one between paragraphs."""
        self.end_line()
        if self.lines and self.lines[-1].strip("> "):
            self.lines.append(self._marked(""))

    def text(self) -> str:
        """Everything said so far."""
        self.end_line()
        return "\n".join(self.lines).strip("\n")

    def _marked(self, text: str) -> str:
        return ("> " * min(self.quotes, _MOST_QUOTES) + text).rstrip(" ") if self.quotes else text


def _walk(root: LexborNode, page: _Page, *, may_hide: bool) -> None:
    node: LexborNode | None = root
    while node is not None:
        inside = None if _is_unseen(node, may_hide=may_hide) else _enter(node, page)
        node = inside or _after(node, root, page)


def _after(node: LexborNode, root: LexborNode, page: _Page) -> LexborNode | None:
    """The next node in reading order that is not inside this one; None at the end."""
    around = node
    while around.next is None:
        parent = around.parent
        if parent is None or parent.mem_id == root.mem_id:  # == would compare their HTML
            return None
        around = parent
        _leave(around, page)
    return around.next


def _is_unseen(node: LexborNode, *, may_hide: bool) -> bool:
    tag = node.tag
    if tag == "-text":
        return False
    if tag is None or tag in _UNSEEN:
        return True
    if not may_hide:
        return False
    attributes = node.attributes
    return "hidden" in attributes or _STYLED_AWAY.search(attributes.get("style") or "") is not None


def _enter(node: LexborNode, page: _Page) -> LexborNode | None:
    """What a node says on its own; its first child, if it has children."""
    tag = node.tag
    if tag == "-text":
        page.say(node.text_content or "")
        return None
    if tag == "br":
        page.end_line(always=True)
    elif tag in _PARAGRAPHS:
        page.blank_line()
    elif tag in _LINES:
        page.end_line()
    elif tag in _CELLS:
        page.line.append(" ")
    _begin(tag or "", node, page)
    child = node.child
    if child is None:
        _leave(node, page)
    return child


def _begin(tag: str, node: LexborNode, page: _Page) -> None:
    if tag == "blockquote":
        page.quotes += 1
    elif tag == "pre":
        page.pre += 1
    elif tag == "li":
        page.line.append("- ")
    elif tag == "a":
        page.links.append((_address(node.attributes.get("href") or ""), len(page.line)))


def _leave(node: LexborNode, page: _Page) -> None:
    tag = node.tag
    if tag in _PARAGRAPHS:
        page.blank_line()
    elif tag in _LINES:
        page.end_line()
    elif tag in _CELLS:
        page.line.append(" ")
    if tag == "blockquote":
        page.quotes -= 1
    elif tag == "pre":
        page.pre -= 1
    elif tag == "a" and page.links:
        url, began = page.links.pop()
        shown = "".join(page.line[began:]).strip()
        if url and shown and shown.rstrip("/") not in url:
            page.line.append(f" <{url}>")


def _address(href: str) -> str:
    """A link worth showing, with nothing in it that ends it early; "" for anchors, scripts and images."""
    url = href.strip()
    return quote(url, safe="/:?#@!$&*+,;=%-._~") if len(url) <= _LONGEST_LINK and _LINK.match(url) else ""
