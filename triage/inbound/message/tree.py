"""The MIME tree: a header block and its body → entities with decoded contents. Bytes all the way; knows no text.

Each delimiter is found where it stands (`delimiters`). Parts and nesting are counted as they appear, so a mail beyond the
limits costs no more than one at them. Attached messages stay bytes: who wants to look inside reads them as messages.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from hashlib import sha256
from itertools import chain
from weakref import ref

from triage.inbound.message import transfer
from triage.inbound.message.block import Block
from triage.inbound.message.budget import Budget
from triage.inbound.message.delimiters import Line, Search
from triage.inbound.message.parameters import Structured, read

_MOST_TYPES = 5
_MOST_LEFT = 20
_MULTIPART = "multipart/"
_BARE_TYPES = {"multipart": "multipart/mixed", "html": "text/html"}


class Entity:
    """One node of the tree: a multipart with children, or a leaf with bytes."""

    def __init__(self, block: Block, budget: Budget, parent: "Entity | None" = None, depth: int = 0) -> None:
        self.block = block
        self.budget = budget
        self._parent = ref(parent) if parent else None  # a tree without cycles is freed at once, with all attachments
        self.depth = depth
        self.children: list[Entity] = []
        self.is_open = False  # a multipart whose closing delimiter has not come
        self.was_left = False  # a multipart that ended with a delimiter of an outer one
        self.is_cut_off = False  # a leaf that ends with the mail instead of a delimiter
        self.is_doubtful = False  # such a leaf of a mail in which another multipart lacks its end too

    @property
    def parent(self) -> "Entity | None":
        """The multipart that it is in; alive as long as somebody holds the root."""
        return self._parent() if self._parent else None

    @cached_property
    def content_type(self) -> str:
        """Lower case; the default where it is missing or has no subtype (RFC 2045 §5.2)."""
        value = self._structure.value
        if "/" in value.strip("/"):
            return value
        if not value and self.parent is not None and self.parent.content_type == "multipart/digest":
            return "message/rfc822"
        return _BARE_TYPES.get(value) or ("application/octet-stream" if self.filename else "text/plain")

    @property
    def parameters(self) -> Mapping[str, str]:
        """Of the Content-Type; lower-case names."""
        return self._structure.parameters

    @property
    def boundary(self) -> bytes:
        """What separates the parts; b"" when this is no multipart."""
        return self._structure.raw_boundary if self.content_type.startswith(_MULTIPART) else b""

    @property
    def disposition(self) -> str:
        """Lower case; "" when absent."""
        return self._disposed.value

    @cached_property
    def filename(self) -> str:
        """As the sender named it, decoded; "" when absent."""
        name = self._disposed.get("filename") or self._structure.get("name")
        return name[: self.budget.limits.name_characters]

    @cached_property
    def content(self) -> tuple[bytes, str | None]:
        """A leaf's decoded bytes, and what was wrong with their encoding in words, or None."""
        return transfer.decode(self.block.body, (self.block.last("content-transfer-encoding") or b"").decode("latin-1"))

    @property
    def data(self) -> bytes:
        """A leaf's decoded bytes."""
        return self.content[0]

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the decoded bytes, hex."""
        return sha256(self.data).hexdigest()

    @cached_property
    def _structure(self) -> Structured:
        """Of several Content-Types the last; of a whole message the multipart whose delimiter is there."""
        values = [read(value, self.budget.limits) for value in self.block.every("content-type")[-_MOST_TYPES:]]
        if len(values) > 1 and self.parent is None:
            return next((value for value in values if self._is_there(value)), values[-1])
        return values[-1] if values else read(b"", self.budget.limits)

    def _is_there(self, value: Structured) -> bool:
        return value.value.startswith(_MULTIPART) and b"\n--" + (value.raw_boundary or b"\n") in b"\n" + self.block.body

    @cached_property
    def _disposed(self) -> Structured:
        return read(self.block.last("content-disposition") or b"", self.budget.limits, self.budget.fallback)


def grow(block: Block, budget: Budget, depth: int = 0) -> Entity:
    """The tree of one message. Raises NotUnderstoodError beyond the limits of parts or nesting."""
    root = Entity(block, budget, depth=depth)
    if depth:
        budget.take_part(depth)
    if root.boundary:
        _Splitter(root, block.body).split()
        if root.children:
            root.block = block.with_body(b"")  # they have it, and a large one need not be held twice
    return root


def leaves(entity: Entity) -> Iterator[Entity]:
    """Every leaf in order."""
    if not entity.children:
        return iter((entity,))
    return chain.from_iterable(map(leaves, entity.children))


class _Splitter:
    """Takes one multipart apart. `begin` is where the leaf being read begins, None between parts."""

    def __init__(self, root: Entity, body: bytes) -> None:
        self.body = body
        self.search = Search(body)
        self.known: dict[bytes, Entity] = {}
        self.left: list[Entity] = []  # multiparts that ended with a delimiter of an outer one
        self.root = self.inner = root
        self.begin: int | None = None
        self._open(root)

    def split(self) -> None:
        position = 0
        while self.root.is_open and (line := self._next(position)):
            owner, closes = self._owner(line.text)
            position = line.end
            if owner is not None:
                self._end_leaf(line.start)
                self._return_to(owner)
                if closes:
                    owner.is_open = False
                    self.inner = owner.parent or owner
                    self._look_for_active()
                else:
                    self._begin_part(line.end)
        self._end_mail()

    def _next(self, position: int, end: int | None = None) -> Line | None:
        """The next delimiter that separates or closes; boundaries that no longer count are forgotten when one turns up."""
        while (line := self.search.next(position, end)) and self._owner(line.text)[0] is None:
            if self.search.is_looking_for(line.text[2:]) or self.search.is_looking_for(
                line.text[2:].removesuffix(b"--")
            ):
                self._look_for_active()
            self.search.reject()
            position = line.end
        return line

    def _look_for_active(self) -> None:
        entities = [*_path(self.inner), *self.left[-_MOST_LEFT:]]
        self.search.look_for({entity.boundary for entity in entities if entity.is_open or entity.was_left})

    def _owner(self, delimiter: bytes) -> tuple[Entity | None, bool]:
        """Whose delimiter this is, and whether it closes. One of a multipart that was left too early still separates."""
        opening = self.known.get(delimiter)
        closing = self.known.get(delimiter[:-2]) if delimiter.endswith(b"--") else None
        if opening and opening.is_open:
            return opening, False
        if closing and closing.is_open:
            return closing, True
        is_late = opening is not None and opening.was_left and self.inner.is_open
        return (self.inner if is_late else None), False

    def _open(self, entity: Entity) -> None:
        entity.budget.take_multipart()
        entity.is_open = True
        self.inner = entity
        outer = self.known.get(b"--" + entity.boundary)
        if outer is None or not outer.is_open:
            self.known[b"--" + entity.boundary] = entity
        if not self.search.is_looking_for(entity.boundary):
            self._look_for_active()

    def _return_to(self, owner: Entity) -> None:
        ancestors = set(_path(owner))
        for left in _path(self.inner):
            if left not in ancestors:
                left.is_open, left.was_left = False, True
                self.left.append(left)
        self.inner = owner

    def _begin_part(self, begin: int) -> None:
        """A multipart is opened at once, to know its boundary; a leaf is read when its end is known."""
        self.begin = begin
        end = begin + self.inner.budget.limits.field_bytes
        line = self._next(begin, end)
        head = self.body[begin : line.start if line else end]
        blank = head.find(b"\n\n") if b"\r\n\r\n" not in head else head.find(b"\r\n\r\n")
        if b"multipart" in head[: blank if blank >= 0 else None].lower():
            part = self._part(begin, begin + len(head))
            if part.boundary:
                self._add(part)
                self._open(part)
                self.begin = None

    def _end_leaf(self, end: int) -> None:
        if self.begin is not None:
            self._add(self._part(self.begin, end))
            self.begin = None

    def _end_mail(self) -> None:
        if self.begin is None:
            return
        part = self._part(self.begin, len(self.body))
        marker = b"--" + self.inner.boundary + b"--"
        text = part.block.body.rstrip()
        if text.endswith(marker):  # the closing delimiter is there, but not on a line of its own
            part.block = part.block.with_body(text.removesuffix(marker))
        else:
            part.is_cut_off = True
            part.is_doubtful = bool(self.left)
        self._add(part)

    def _part(self, begin: int, end: int) -> Entity:
        block = self.inner.budget.split(self.body, begin, end)
        return Entity(block, self.inner.budget, parent=self.inner, depth=self.inner.depth + 1)

    def _add(self, part: Entity) -> None:
        self.inner.budget.take_part(part.depth)
        self.inner.children.append(part)


def _path(entity: Entity | None) -> Iterator[Entity]:
    """The entity and everything around it, innermost first."""
    while entity is not None:
        yield entity
        entity = entity.parent
