"""What is wrong with a folder of templates, before anything is rendered: all of it at once, with file and line."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from jinja2 import TemplateSyntaxError, meta, nodes

from triage.outbound.letters.contract import COMMON, LAYOUT, VALUES
from triage.outbound.letters.sandbox import Sandbox, forbidden
from triage.outbound.letters.sources import SUBJECT, Problem, is_wording, letter_of, subject_of
from triage.outbound.wording import FALLBACK


def problems_in(sandbox: Sandbox, sources: Mapping[str, str]) -> Iterator[Problem]:
    """Every mistake that can be seen without values."""
    for file, source in sources.items():
        yield from ((file, line, sentence) for line, sentence in _mistakes(sandbox, file, source, frozenset(sources)))
    for letter in VALUES:
        if not {f"{letter}.{FALLBACK}.txt", f"{letter}.txt"} & set(sources):
            yield f"{letter}.{FALLBACK}.txt", 1, "this letter is missing"


def _mistakes(sandbox: Sandbox, file: str, source: str, files: frozenset[str]) -> Iterator[tuple[int, str]]:
    if is_wording(file) and not source.startswith(SUBJECT):
        yield 1, f"the first line gives the subject: '{SUBJECT}…'"
    try:
        tree = sandbox.parse(source)
        seen = [*forbidden(tree), *_unknown_filters(tree, sandbox), *_unknown_files(tree, files)]
        if not any(forbidden(tree)):  # looking for names already computes what is constant, 'a' * 10 ** 9 included
            seen += _unknown_names(tree, _known_names(file))
        yield from seen
        if not seen:
            _compile(sandbox, file)
    except TemplateSyntaxError as error:
        yield error.lineno, error.message or "cannot be read"


def _compile(sandbox: Sandbox, file: str) -> None:
    """Once and for all: the sandbox keeps what it compiled."""
    for name in (file, *([subject_of(file)] if is_wording(file) else [])):
        sandbox.get_template(name)


def _unknown_filters(tree: nodes.Template, sandbox: Sandbox) -> Iterator[tuple[int, str]]:
    for kind, known in ((nodes.Filter, sandbox.filters), (nodes.Test, sandbox.tests)):
        for node in tree.find_all(kind):
            if node.name not in known:
                yield (
                    node.lineno,
                    f"there is no {kind.__name__.lower()} '{node.name}'{_meant(node.name, frozenset(known))}",
                )
                node.name = next(iter(known))  # mended in our copy, so that the names behind it can be looked at too


def _unknown_files(tree: nodes.Template, files: frozenset[str]) -> Iterator[tuple[int, str]]:
    for node in tree.find_all((nodes.Extends, nodes.Import, nodes.FromImport)):
        named = node.template.value if isinstance(node.template, nodes.Const) else None
        if named not in files:
            yield node.lineno, f"{named!r} is no template here{_meant(str(named), files)}"


def _known_names(file: str) -> frozenset[str]:
    """What may be used in this file; nothing is known of the parts of other templates, and of letters of ops' own."""
    values = VALUES.get(letter_of(file) or "", frozenset())
    layout = LAYOUT if file.endswith(".html") else frozenset[str]()
    return values | COMMON | layout | {"range"} if values else values


def _unknown_names(tree: nodes.Template, known: frozenset[str]) -> Iterator[tuple[int, str]]:
    unknown = meta.find_undeclared_variables(tree) - known if known else set[str]()
    for node in tree.find_all(nodes.Name):
        if node.name in unknown:
            yield node.lineno, f"this letter has no value '{node.name}'{_meant(node.name, known)}"


def _meant(word: str, known: frozenset[str]) -> str:
    near = get_close_matches(word, known, n=1)
    return f", did you mean '{near[0]}'?" if near else f": there is {', '.join(sorted(known))}"
