"""An article page as a flat list of blocks, in the order in which a reader sees them, and which of them are the body.

One walk over the tree, without recursion, gives the blocks and the span of every element that holds some; what is asked later
(which element is the body, what stands near the headline) is arithmetic on the spans.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

_SILENT = frozenset(
    {
        "script", "style", "noscript", "template", "iframe", "svg", "math", "canvas", "select", "textarea", "button",
        "object", "head", "video", "audio", "map", "dialog",
    }
)  # fmt: skip
_FLOWING = frozenset(
    {
        "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd",
        "label", "mark", "q", "ruby", "rt", "rp", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
        "time", "tt", "u", "var", "wbr", "img", "o:p",
    }
)  # fmt: skip
_FURNITURE = frozenset({"nav", "footer", "aside", "form", "menu"})
# Their classes say what kind of page it is, not what stands around something.
_WHOLE = frozenset({"body", "main", "article"})
# Words of class names and ids that mark what stands around an article.
_AROUND = frozenset(
    {
        "related", "relate", "relates", "relation", "recommend", "recommended", "recommendation", "recommends", "share",
        "sharing", "social", "comment", "comments", "breadcrumb", "breadcrumbs", "crumb", "path", "nav", "navbar",
        "navigation", "navi", "menu", "footer", "foot", "copyright", "sidebar", "aside", "hotnews", "tags", "taglist",
        "advert", "ads", "ad", "adbox", "promo", "newsletter", "subscribe", "pagination", "pagenav", "pager", "toolbar",
        "qrcode", "disclaimer", "statement", "prevnext", "morelinks", "readmore", "login", "popup", "cookie", "banner",
        "sns", "xgxw", "xgyd", "tuijian", "relnews", "otherstories", "qr",
    }
)  # fmt: skip
_TOKENS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_HIDDEN = re.compile(r"display\s*:\s*none")
_SPACE = re.compile(r"[ \t\r\n\f\xa0\u200b\ufeff]+")
_WIDE = re.compile(r"[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")


@dataclass(slots=True)
class Block:
    """A run of text between two breaks."""

    text: str
    tag: str
    """Of the innermost element that is a block."""
    linked: int
    """Characters of it that stand in links."""
    around: int
    """Place in the tree of the innermost element around it that is furniture; -1 without."""
    parent: int
    """Place in the tree of the element that holds the block's own element."""

    @property
    def weight(self) -> int:
        """Its length, a wide character counting as two."""
        return len(self.text) + len(_WIDE.findall(self.text))


@dataclass(slots=True)
class _Open:
    node: LexborNode
    place: int
    tag: str
    first: int
    around: int
    in_link: bool


class Blocks:
    """The blocks of a page and the spans of its elements."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self.list: list[Block] = []
        self._spans: dict[int, tuple[int, int, int]] = {}
        """Of an element's memory id: its first block, the one after its last, its place in the tree."""
        self.ids: dict[int, int] = {}
        """Place in the tree -> memory id."""
        self.parents: dict[int, int] = {}
        self._parts: list[str] = []
        self._linked = 0
        self._stack: list[_Open] = []
        if tree.body is not None:
            self._walk(tree.body)

    def span(self, node: LexborNode) -> tuple[int, int, int]:
        """First block, the one after the last, place; (0, 0, -1) for an element that is not shown."""
        return self._spans.get(node.mem_id, (0, 0, -1))

    def span_at(self, place: int) -> tuple[int, int, int]:
        """The same by place."""
        return self._spans.get(self.ids.get(place, -1), (0, 0, -1))

    def _walk(self, root: LexborNode) -> None:
        place = 0
        node: LexborNode | None = root
        while node is not None:
            tag = node.tag or ""
            deeper = None
            if tag == "-text":
                self._text(node.text_content or "")
            elif tag == "br":
                self._break()
            elif tag and tag[0] not in "-!" and tag not in _SILENT and not self._is_hidden(node):
                place += 1
                self._enter(node, tag, place)
                deeper = node.child
                if deeper is None:
                    self._leave()
            if deeper is not None:
                node = deeper
                continue
            node = self._following(node)
        self._break()

    def _following(self, node: LexborNode) -> LexborNode | None:
        """The next node in document order, closing the elements that end here."""
        current: LexborNode | None = node
        while current is not None:
            if not self._stack:
                return None
            if current.next is not None:
                return current.next
            current = self._stack[-1].node
            self._leave()
        return None

    def _enter(self, node: LexborNode, tag: str, place: int) -> None:
        outer = self._stack[-1] if self._stack else None
        around = outer.around if outer else -1
        if tag not in _FLOWING:
            self._break()
            # A form right below the body is the whole page, as some servers' frameworks write it.
            whole = tag == "form" and outer is not None and outer.tag == "body"
            if (tag in _FURNITURE and not whole) or (tag not in _WHOLE and self._is_around(node)):
                around = place
        in_link = tag == "a" or bool(outer and outer.in_link)
        self.ids[place] = node.mem_id
        self.parents[place] = outer.place if outer else -1
        self._stack.append(_Open(node, place, tag, len(self.list), around, in_link))

    def _leave(self) -> None:
        if self._stack[-1].tag not in _FLOWING:
            self._break()
        gone = self._stack.pop()
        self._spans[gone.node.mem_id] = (gone.first, len(self.list), gone.place)

    def _text(self, text: str) -> None:
        self._parts.append(text)
        if self._stack and self._stack[-1].in_link:
            self._linked += len(text.strip())

    def _break(self) -> None:
        if not self._parts:
            return
        text = _SPACE.sub(" ", "".join(self._parts)).strip(" \u3000")
        if text:
            holder = next((one for one in reversed(self._stack) if one.tag not in _FLOWING), None)
            if holder:
                parent = self.parents[holder.place] if holder.tag == "p" else holder.place
                self.list.append(Block(text, holder.tag, self._linked, holder.around, parent))
        self._parts.clear()
        self._linked = 0

    @staticmethod
    def _is_hidden(node: LexborNode) -> bool:
        style = node.attributes.get("style")
        return bool(style and _HIDDEN.search(style)) or "hidden" in node.attributes

    @staticmethod
    def _is_around(node: LexborNode) -> bool:
        names = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
        return len(names) > 1 and any(token.lower() in _AROUND for token in _TOKENS.findall(names))
