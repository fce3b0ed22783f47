"""TNEF, Outlook's winmail.dat ([MS-OXTNEF]): the files and the text inside. Reads no RTF; believes no length it is told."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

_SIGNATURE = 0x223E9F78
_HEADER = struct.Struct("<BII")
# Attributes ([MS-OXTNEF] §2.1.3) and properties ([MS-OXPROPS]) that matter here.
_BODY, _MESSAGE_PROPERTIES, _CODEPAGE = 0x0002800C, 0x00069003, 0x00069007
_NEW_FILE, _TITLE, _DATA, _FILE_PROPERTIES = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
_PR_BODY, _PR_HTML, _PR_LONG_NAME, _PR_DATA = 0x1000, 0x1013, 0x3707, 0x3701
_STRING8, _UNICODE, _BINARY, _OBJECT = 0x1E, 0x1F, 0x102, 0x0D
_LENGTHS = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_MULTIPLE = 0x1000
_NAMED = 0x8000
_MOST = 1_000  # files, properties and values of one list
_MOST_ATTRIBUTES = 10_000
_MOST_LISTS = 200  # of properties


@dataclass(kw_only=True, slots=True)
class File:
    """One file inside."""

    name: bytes | str = b""
    data: bytes = b""


@dataclass(kw_only=True, slots=True)
class Winmail:
    """What was inside."""

    codepage: str = "cp1252"
    plain: bytes | str = b""
    html: bytes | str = b""
    files: list[File] = field(default_factory=list)


def unpack(data: bytes) -> Winmail | None:
    """The contents as far as they can be read; None when this is no TNEF."""
    if len(data) < 6 or struct.unpack_from("<I", data)[0] != _SIGNATURE:  # noqa: PLR2004  signature and key
        return None
    winmail = Winmail()
    lists = 0
    for number, value in islice(_attributes(data), _MOST_ATTRIBUTES):
        lists += number in (_MESSAGE_PROPERTIES, _FILE_PROPERTIES)
        if lists <= _MOST_LISTS or number not in (_MESSAGE_PROPERTIES, _FILE_PROPERTIES):
            _take(winmail, number, value)
    return winmail


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    position = 6
    while position + _HEADER.size <= len(data):
        _, number, length = _HEADER.unpack_from(data, position)
        position += _HEADER.size
        yield number, data[position : position + length]
        position += length + 2  # a checksum follows


def _take(winmail: Winmail, number: int, value: bytes) -> None:
    if number == _CODEPAGE and len(value) >= 4:  # noqa: PLR2004  a 32-bit number
        winmail.codepage = f"cp{struct.unpack_from('<I', value)[0]}"
    elif number == _BODY:
        winmail.plain = value.rstrip(b"\0")
    elif number == _MESSAGE_PROPERTIES:
        found = dict(_properties(value))
        winmail.plain = winmail.plain or found.get(_PR_BODY, b"")
        winmail.html = found.get(_PR_HTML, b"")
    elif number == _NEW_FILE and len(winmail.files) < _MOST:
        winmail.files.append(File())
    elif winmail.files:
        _take_file(winmail.files[-1], number, value)


def _take_file(file: File, number: int, value: bytes) -> None:
    if number == _TITLE:
        file.name = file.name or value.rstrip(b"\0")
    elif number == _DATA:
        file.data = value
    elif number == _FILE_PROPERTIES:
        found = dict(_properties(value))
        file.name = found.get(_PR_LONG_NAME) or file.name
        content = found.get(_PR_DATA, b"")
        file.data = file.data or (content if isinstance(content, bytes) else b"")


def _properties(data: bytes) -> Iterator[tuple[int, bytes | str]]:
    """(property, value) of strings and binaries; stops quietly where the encoding breaks off."""
    try:
        yield from islice(_whole_properties(data), _MOST)
    except struct.error:  # cut short: what came before stands
        return


def _whole_properties(data: bytes) -> Iterator[tuple[int, bytes | str]]:
    (count,) = struct.unpack_from("<I", data)
    position = 4
    for _ in range(min(count, _MOST)):
        kind, number = struct.unpack_from("<HH", data, position)
        position += 4
        if number >= _NAMED:
            position = _after_name(data, position)
        base = kind & ~_MULTIPLE
        if base in _LENGTHS:
            values = struct.unpack_from("<I", data, position)[0] if kind & _MULTIPLE else 1
            position += _LENGTHS[base] * min(values, len(data)) + (4 if kind & _MULTIPLE else 0)
            continue
        (values,) = struct.unpack_from("<I", data, position)
        position += 4
        for _ in range(min(values, _MOST)):
            (length,) = struct.unpack_from("<I", data, position)
            position += 4
            yield number, _value(base, data[position : position + length])
            position += length + -length % 4


def _after_name(data: bytes, position: int) -> int:
    """Behind the GUID and the number or string that name a property."""
    kind, length = struct.unpack_from("<II", data, position + 16)
    return position + 24 + (length + -length % 4 if kind else 0)


def _value(kind: int, raw: bytes) -> bytes | str:
    if kind == _UNICODE:
        return raw.decode("utf-16-le", "replace").rstrip("\0")
    if kind == _STRING8:
        return raw.rstrip(b"\0")
    return raw[16:] if kind == _OBJECT else raw  # an object begins with the id of its interface
