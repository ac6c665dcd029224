"""A strict, small XML reader and writer for messages from strangers.

For: UTF-8 XML without a document type, bounded in size, depth and number of
elements, read into plain nodes. Not for: XML in general; there are no
namespaces, and attributes are refused because no message has any.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Optional
from xml.parsers import expat
from xml.sax.saxutils import escape

BYTES_MAX = 8 * 1024 * 1024
DEPTH_MAX = 8
# 2,000 rows of 28 fields, and room; the binding names 10,000 for shorter messages.
ELEMENTS_MAX = 50_000
FORBIDDEN_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class BadXml(Exception):
    """The bytes are not a message this reader is willing to look at."""


@dataclass
class Node:
    """One element: its name, its text, its children in order."""

    tag: str
    text: str = ""
    children: list["Node"] = field(default_factory=list)

    def find(self, tag: str) -> Optional["Node"]:
        """Give the first child of that name."""
        return next((child for child in self.children if child.tag == tag), None)

    def all(self, tag: str) -> list["Node"]:
        """Give every child of that name."""
        return [child for child in self.children if child.tag == tag]

    def value(self, tag: str) -> str:
        """Give a child's text without outer blanks; absent and empty are one."""
        child = self.find(tag)
        return child.text.strip() if child is not None else ""


class _Reader:
    """Builds nodes out of expat's events and stops at the first offence."""

    def __init__(self) -> None:
        self.root: Optional[Node] = None
        self.stack: list[Node] = []
        self.elements = 0
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.XmlDeclHandler = self._declaration
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _declaration(self, _version: str, encoding: Optional[str], _alone: int) -> None:
        if encoding is not None and encoding.lower() not in ("utf-8", "utf8"):
            raise BadXml(f"encoding `{encoding[:20]}` is declared; send UTF-8")

    def _doctype(self, *_args: object) -> None:
        raise BadXml("a document type definition is not allowed; leave it out")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > ELEMENTS_MAX:
            raise BadXml(f"more than {ELEMENTS_MAX} elements")
        if len(self.stack) >= DEPTH_MAX:
            raise BadXml(f"nested deeper than {DEPTH_MAX}")
        if attributes:
            raise BadXml(f"element `{tag[:40]}` has attributes; no message has any")
        node = Node(tag)
        if self.stack:
            self.stack[-1].children.append(node)
        else:
            self.root = node
        self.stack.append(node)

    def _end(self, _tag: str) -> None:
        node = self.stack.pop()
        if node.children and node.text.strip():
            raise BadXml(f"element `{node.tag[:40]}` mixes text and elements")

    def _text(self, text: str) -> None:
        if self.stack:
            self.stack[-1].text += text


def read(raw: bytes, bytes_max: int = BYTES_MAX) -> Node:
    """Read bytes into a tree, or say why not."""
    if len(raw) > bytes_max:
        raise BadXml(f"message has {len(raw)} bytes, at most {bytes_max} are taken")
    try:
        raw.decode("utf-8", "strict")
    except UnicodeDecodeError as error:
        raise BadXml(f"not UTF-8 at byte {error.start}") from None
    reader = _Reader()
    try:
        reader.parser.Parse(raw, True)
    except expat.ExpatError as error:
        # Only the place is told: expat's own text could quote the message.
        raise BadXml(f"not well-formed at line {error.lineno}, column {error.offset}") from None
    if reader.root is None:
        raise BadXml("no root element")
    return reader.root


def clean(text: str) -> str:
    """Drop what XML 1.0 cannot carry, so that a writer never makes bad XML."""
    return FORBIDDEN_CONTROL.sub("", text)


def write(node: Node) -> bytes:
    """Write a tree as UTF-8 with a declaration, the same bytes every time."""
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n']
    _write(node, parts)
    return "".join(parts).encode("utf-8")


def _write(node: Node, parts: list[str]) -> None:
    parts.append(f"<{node.tag}>")
    if node.children:
        for child in node.children:
            _write(child, parts)
    else:
        parts.append(escape(clean(node.text)))
    parts.append(f"</{node.tag}>")
