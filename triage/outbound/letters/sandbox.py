"""The little of Jinja2 that letters need, with a meter on it. Knows templates and limits, not letters.

A template is ops' text, but still a program: it gets no arithmetic, no foreign methods, few filters, plain values,
a limited number of steps and a limited size. What it may never do is refused when it is loaded, with file and line;
what depends on the values is refused while it runs.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from typing import Any

from jinja2 import BaseLoader, StrictUndefined, nodes
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError
from jinja2.runtime import BlockReference, Context, LoopContext, Macro, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from triage.outbound.letters.layout import EIGHTHS, EMPTY, FULL, LOST

MAX_OUTPUT = 16 * 1024  # octets of one rendered text, and characters of any string on the way
MAX_PAGE = 64 * 1024  # octets of its HTML side: mail programs cut what is longer than 100 KB
MAX_RANGE = 100  # items
MAX_STEPS = 5_000  # loop items and calls of one rendering, all templates it uses together

# What a template may be made of; everything else is refused by name when it is loaded.
_WORDS = (nodes.Output, nodes.TemplateData, nodes.Const, nodes.Name, nodes.NSRef, nodes.List, nodes.Dict, nodes.Pair)
_CHOICES = (nodes.If, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.Not, nodes.And, nodes.Or, nodes.Test)
_PARTS = (nodes.Template, nodes.Extends, nodes.Block, nodes.Import, nodes.FromImport, nodes.Macro, nodes.Assign)
_USES = (nodes.Getattr, nodes.Getitem, nodes.Filter, nodes.Call, nodes.Keyword, nodes.For)
_ALLOWED = frozenset({*_WORDS, *_CHOICES, *_PARTS, *_USES})

_METHODS = frozenset(
    {(dict, name) for name in ("get", "items", "keys", "values")}
    | {(str, name) for name in ("splitlines", "strip", "startswith", "endswith")}
)
_FILTERS = ("d", "default", "e", "escape", "first", "last", "length")
_TESTS = ("defined", "undefined", "none", "string", "number", "mapping", "sequence", "true", "false", "in", "eq", "ne")

_BAR_CELLS = 20  # fits on a phone

_BOLD, _PLAIN = Markup("<strong>"), Markup("</strong>")
_LINE_BREAK = Markup("<br>\n")
_UNBROKEN = Markup('<strong style="white-space:nowrap">')  # a number is not parted at its hyphen

_OF_JINJA = (LoopContext, TemplateModule)

_steps_left: ContextVar[int] = ContextVar("steps_left")


def forbidden(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """(line, sentence) for everything in a parsed template that letters may not use."""
    for node in tree.find_all(nodes.Node):
        if type(node) not in _ALLOWED and not isinstance(node, nodes.EvalContextModifier):
            yield (
                node.lineno,
                f"'{type(node).__name__.lower()}' is not for letters: words, if, for, macros and values are",
            )


class Sandbox(ImmutableSandboxedEnvironment):
    """Compiles and renders within the limits above. An undefined name is an error, HTML is escaped by file name."""

    def __init__(self, loader: BaseLoader) -> None:
        super().__init__(
            loader=loader,
            undefined=StrictUndefined,
            autoescape=_is_html,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=_printable,
            cache_size=-1,
            auto_reload=False,
        )
        self.globals = {"range": _short_range}
        self.filters = {name: self.filters[name] for name in _FILTERS} | _OWN_FILTERS
        self.tests = {name: self.tests[name] for name in _TESTS}

    def generate_within_limits(self, name: str, values: Mapping[str, Any]) -> str:
        """The rendered template. Raises TemplateError, or what the template's own mistakes raise."""
        _steps_left.set(MAX_STEPS)
        limit = MAX_PAGE if _is_html(name) else MAX_OUTPUT
        pieces: list[str] = []
        characters = 0
        for piece in self.get_template(name).generate(values):
            pieces.append(piece)
            characters += len(piece)
            if characters > limit:  # each has at least one octet
                break
        text = "".join(pieces)
        if characters > limit or len(text.encode("utf-8", "replace")) > limit:
            raise SecurityError(f"the letter grows beyond {limit // 1024} KiB")
        return text

    def is_safe_callable(self, obj: Any) -> bool:
        method = (type(getattr(obj, "__self__", None)), getattr(obj, "__name__", ""))
        return isinstance(obj, Macro | BlockReference | Undefined) or obj is _short_range or method in _METHODS

    def getattr(self, obj: Any, attribute: str) -> Any:
        """As always; but most of what templates ask for lies in plain values, where no attribute need be looked for first.

        `loop` and imported templates are jinja2's own: their names without an underscore are all meant for templates.
        """
        if type(obj) is dict and attribute in obj and not hasattr(dict, attribute):
            return obj[attribute]
        if type(obj) in _OF_JINJA and not attribute.startswith("_") and hasattr(obj, attribute):
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        _spend_a_step()
        return _short(super().call(context, obj, *args, **kwargs))

    def _generate(self, source: nodes.Template, *args: Any, **kwargs: Any) -> str:
        return super()._generate(_CountLoops().visit(source), *args, **kwargs)


class _CountLoops(NodeTransformer):
    """Sends what a loop runs over through `counted`, so that no nesting escapes the meter."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802  jinja2 looks the method up by the node's name
        self.generic_visit(node)
        node.iter = nodes.Filter(node.iter, "counted", [], [], None, None, lineno=node.lineno)
        return node


def _is_html(name: str | None) -> bool:
    return bool(name) and str(name).endswith(".html")


def _spend_a_step() -> None:
    left = _steps_left.get(MAX_STEPS) - 1
    if left < 0:
        raise SecurityError(f"the letter takes more than {MAX_STEPS} steps")
    _steps_left.set(left)


def _counted(items: Iterable[Any]) -> Iterator[Any]:
    for item in items:
        _spend_a_step()
        yield item


def _short(value: Any) -> Any:
    if isinstance(value, str) and len(value) > MAX_OUTPUT:
        raise SecurityError(f"a text grows beyond {MAX_OUTPUT // 1024} KiB")
    return value


def _printable(value: Any) -> Any:
    """Lists and mappings print as Python, and a list of itself prints for ever: templates loop over them instead."""
    if isinstance(value, list | dict | tuple | range):
        raise SecurityError("a list or mapping cannot be printed as it is: loop over it, or join it")
    return value


def _short_range(*bounds: int) -> range:
    numbers = range(*bounds)
    if len(numbers) > MAX_RANGE:
        raise SecurityError(f"a range of more than {MAX_RANGE} items")
    return numbers


def _capitalized(text: str) -> str:
    """The first letter large, the others as they are."""
    whole = str(_printable(text))
    return whole[:1].upper() + whole[1:]


def _join(items: Iterable[Any], between: str = "") -> str:
    texts = [str(_printable(item)) for item in items]
    if sum(map(len, texts)) + len(texts) * len(between) > MAX_OUTPUT:
        raise SecurityError(f"a text grows beyond {MAX_OUTPUT // 1024} KiB")
    return between.join(texts)


def _replace(text: str, old: str, new: str) -> str:
    whole = str(_printable(text))
    if len(whole) + whole.count(old) * len(new) > MAX_OUTPUT:
        raise SecurityError(f"a text grows beyond {MAX_OUTPUT // 1024} KiB")
    return whole.replace(old, new)


def _strong(line: str, words: Iterable[str | None]) -> Markup:
    """The line, escaped, with each of these words in bold; empty words are passed over."""
    safe = escape(line)
    for word in words:
        if word and word in line:
            safe = safe.replace(escape(word), (_BOLD if " " in word else _UNBROKEN) + escape(word) + _PLAIN)
    return safe


def _bar(share: int, is_lost: bool = False) -> str:
    """A share of 0 to 100 percent as a line of blocks, exact to an eighth of one; whatever is lacking keeps a cell."""
    full, eighths = divmod(round(8 * _BAR_CELLS * min(max(share, 0), 100) / 100), 8)
    part = EIGHTHS[eighths - 1] if eighths and full < _BAR_CELLS - 1 else ""
    return FULL * full + part + (LOST if is_lost else EMPTY) * (_BAR_CELLS - full - len(part))


def _lines(lines: Iterable[str], words: Sequence[str | None]) -> Markup:
    """Lines below each other, escaped, with each of these words in bold."""
    return _LINE_BREAK.join(_strong(line, words) for line in lines)


_OWN_FILTERS: dict[str, Callable[..., Any]] = {
    "bar": _bar,
    "capitalize": _capitalized,
    "counted": _counted,
    "join": _join,
    "lines": _lines,
    "lower": lambda text: str(_printable(text)).lower(),
    "replace": _replace,
    "strong": _strong,
    "trim": lambda text: str(_printable(text)).strip(),
    "upper": lambda text: str(_printable(text)).upper(),
}
