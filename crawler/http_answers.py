"""HTTP/1 answers as a server sends them, piece by piece (RFC 9112), read as forgivingly as browsers do. Pure.

A body that ends before its announced length, or an answer that is none, is told and never read as whole.
"""

from __future__ import annotations

import re

from scrapy.exceptions import DownloadCancelledError, DownloadFailedError, ResponseDataLossError

_LARGEST_HEAD = 256 * 1024
_LONGEST_LINE = 16 * 1024
_STATUS = re.compile(rb"HTTP/(\d\.\d) +([1-9]\d\d)(?![^ \r\n])", re.IGNORECASE)
_HEAD_END = re.compile(rb"\n\r?\n")
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,12})[ \t]*(?:;[^\n]*)?\r?\n")
_BODILESS = frozenset({204, 304})
_UNTIL_CLOSED = -1


class NoAnswerError(DownloadFailedError):
    """The connection ended before the answer began: where it was an old one, the request may be asked on a new one."""


class Answer:
    """The answer to one request while it comes in.

    Args:
        method: of the request; the answer to HEAD has no body.
        most: bytes that the body may have, 0 = any number.

    """

    def __init__(self, method: str, most: int) -> None:
        self.status, self.protocol = 0, ""
        self.headers: list[tuple[bytes, bytes]] = []
        """In the order of the server, names as it spells them; a name may stand several times."""
        self.is_complete = False
        self.is_partial = False
        """The end of the connection ended a body without a length: nobody can tell whether it is whole."""
        self.keeps_alive = False
        """Whether the connection may serve another request."""
        self._method, self._most = method, most
        self._waiting, self._body = bytearray(), bytearray()
        self._left = 0
        self._is_chunked = self._is_trailer = self._has_begun = False

    @property
    def body(self) -> bytes:
        """What came of the body, chunks joined, packed as it was sent."""
        return bytes(self._body)

    def feed(self, data: bytes) -> None:
        """Read on.

        Raises:
            DownloadFailedError: this is no HTTP answer.
            DownloadCancelledError: the body is larger than it may be.

        """
        self._has_begun = True
        rest = data if self.status else self._begin(data)
        if self.status and not self.is_complete:
            self._take(rest)
        elif rest:
            # More than was asked for: nothing on this connection can be told apart any more.
            self.keeps_alive = False

    def end(self, *, cleanly: bool) -> None:
        """The connection has ended.

        Raises:
            NoAnswerError: before anything came.
            DownloadFailedError: within the head.
            ResponseDataLossError: within the body.

        """
        self.keeps_alive = False
        if not self._has_begun:
            raise NoAnswerError("the connection was closed before an answer came")
        if not self.status:
            raise DownloadFailedError("the connection was closed within the head of the answer")
        if self.is_complete:
            return
        if self._left != _UNTIL_CLOSED or not cleanly:
            raise ResponseDataLossError(f"the connection was closed after {len(self._body)} bytes of the body")
        self.is_complete = self.is_partial = True

    def _begin(self, data: bytes) -> bytes:
        """Read the head; what follows it, b'' while it is not whole."""
        waiting = self._waiting
        waiting += data
        while True:
            if waiting.startswith((b"\r", b"\n")):
                del waiting[: len(waiting) - len(waiting.lstrip(b"\r\n"))]
            found = _HEAD_END.search(waiting, max(0, len(waiting) - len(data) - 3))
            if found is None:
                if len(waiting) > _LARGEST_HEAD or (len(waiting) > 8 and waiting[:5].upper() != b"HTTP/"):
                    raise DownloadFailedError(f"no HTTP answer: it begins with {bytes(waiting[:40])!r}")
                return b""
            head, rest = bytes(waiting[: found.start()]), bytes(waiting[found.end() :])
            waiting.clear()
            first = _STATUS.match(head)
            if first is None:
                raise DownloadFailedError(f"no HTTP answer: it begins with {head[:40]!r}")
            status = int(first[2])
            if status == 101:
                raise DownloadFailedError("the server changes to another protocol")
            if status >= 200:
                self.protocol = f"HTTP/{first[1].decode()}"
                self.headers = header_pairs(head)
                self.status = status
                self._frame()
                return rest
            # An interim answer: the real one follows.
            waiting += rest
            data = rest

    def _frame(self) -> None:
        """How the body will end."""
        fields: dict[bytes, list[bytes]] = {}
        for name, value in self.headers:
            if (lower := name.lower()) in _FRAMING:
                fields.setdefault(lower, []).extend(one.strip().lower() for one in value.split(b","))
        connection = fields.get(b"connection", [])
        self.keeps_alive = b"close" not in connection and (self.protocol != "HTTP/1.0" or b"keep-alive" in connection)
        codings = [one for one in fields.get(b"transfer-encoding", []) if one not in (b"", b"identity")]
        if self._method == "HEAD" or self.status in _BODILESS:
            self.is_complete = True
        elif codings:
            if codings != [b"chunked"]:
                raise DownloadFailedError(f"transfer encoding {b', '.join(codings)!r}")
            self._is_chunked = True
        elif lengths := set(fields.get(b"content-length", [])):
            (length, *others) = lengths
            if others or not length.isdigit() or len(length) > 15:
                raise DownloadFailedError(f"Content-Length {b', '.join(sorted(lengths))!r}")
            self._left = int(length)
            self._bound(self._left, "announced")
            self.is_complete = not self._left
        else:
            self._left, self.keeps_alive = _UNTIL_CLOSED, False

    def _bound(self, size: int, what: str) -> None:
        if 0 < self._most < size:
            raise DownloadCancelledError(f"a body of {size} bytes {what}, more than DOWNLOAD_MAXSIZE ({self._most})")

    def _take(self, data: bytes) -> None:
        if self._is_chunked:
            self._take_chunks(data)
        elif self._left == _UNTIL_CLOSED:
            self._keep(data)
        else:
            part = data if len(data) <= self._left else data[: self._left]
            self._keep(part)
            self._left -= len(part)
            self.is_complete = not self._left
            self.keeps_alive = self.keeps_alive and len(part) == len(data)

    def _keep(self, part: bytes) -> None:
        self._body += part
        self._bound(len(self._body), "received")

    def _take_chunks(self, data: bytes) -> None:
        waiting, at = self._waiting, 0
        waiting += data
        while not self.is_complete and at < len(waiting):
            if self._left:
                part = bytes(waiting[at : at + self._left])
                self._keep(part)
                self._left -= len(part)
                at += len(part)
                continue
            end = waiting.find(b"\n", at) + 1
            if not end:
                break
            self._line(bytes(waiting[at:end]))
            at = end
        del waiting[:at]
        if self.is_complete:
            self.keeps_alive = self.keeps_alive and not waiting
        elif not self._left and len(waiting) > _LONGEST_LINE:
            raise DownloadFailedError("a line between chunks has no end")

    def _line(self, line: bytes) -> None:
        """A line between chunks: the size of the next, the blank one that ends one, or what follows the last."""
        is_blank = line in (b"\r\n", b"\n")
        if self._is_trailer:
            self.is_complete = is_blank
        elif not is_blank:
            size = _CHUNK_SIZE.fullmatch(line)
            if size is None:
                raise DownloadFailedError(f"no size of a chunk: {line[:40]!r}")
            self._left = int(size[1], 16)
            self._is_trailer = not self._left
            self._bound(len(self._body) + self._left, "announced")


_FRAMING = frozenset({b"connection", b"content-length", b"transfer-encoding"})


def header_pairs(head: bytes) -> list[tuple[bytes, bytes]]:
    """(name, value) of the lines below the first one; folded lines are joined, lines without a colon left out."""
    pairs: list[tuple[bytes, bytes]] = []
    for line in head.split(b"\n")[1:]:
        if line[:1] in (b" ", b"\t") and pairs:
            pairs[-1] = (pairs[-1][0], (pairs[-1][1] + b" " + line.strip()).strip())
            continue
        name, colon, value = line.partition(b":")
        if colon and (name := name.strip()):
            pairs.append((name, value.strip()))
    return pairs
