"""Answers of HTTP/1 in whatever pieces they come: whole, cut short, chunked, without a length, and those that are none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError, ResponseDataLossError

from crawler.http_answers import Answer, NoAnswerError

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n6\r\n world\r\n0\r\nX-Trailer: 1\r\n\r\n"


def answered(data: bytes, size: int = 1 << 20, method: str = "GET", most: int = 0) -> Answer:
    """The answer to data that comes in pieces of that size."""
    answer = Answer(method, most)
    for at in range(0, len(data), size):
        answer.feed(data[at : at + size])
    return answer


@pytest.mark.parametrize("size", [1, 2, 7, 1 << 20])
@pytest.mark.parametrize(
    ("data", "status", "body", "keeps_alive"),
    [
        (OK + b"Content-Length: 5\r\n\r\nhello", 200, b"hello", True),
        (OK + b"Content-Length: 5, 5\r\ncontent-length: 5\r\n\r\nhello", 200, b"hello", True),
        (OK + b"Content-Length: 5\r\nConnection: Close\r\n\r\nhello", 200, b"hello", False),
        (OK + b"Content-Length: 0\r\n\r\n", 200, b"", True),
        (CHUNKED, 200, b"hello world", True),
        (OK + b"Transfer-Encoding: Chunked\nContent-Length: 3\n\n5\nhello\n0\n\n", 200, b"hello", True),
        (OK + b"Transfer-Encoding: identity\r\nContent-Length: 2\r\n\r\nhi", 200, b"hi", True),
        (b"HTTP/1.1 204 No Content\r\n\r\n", 204, b"", True),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", 304, b"", True),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", 200, b"hi", False),
        (b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nhi", 200, b"hi", True),
        (
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\n" + OK + b"Content-Length: 2\r\n\r\nhi",
            200,
            b"hi",
            True,
        ),
        (b"\r\n\r\nHTTP/1.1 404\nContent-Length: 2\n\nhi", 404, b"hi", True),
    ],
)
def test_whole_answers(data: bytes, size: int, status: int, body: bytes, keeps_alive: bool) -> None:
    answer = answered(data, size)
    assert (answer.is_complete, answer.status, answer.body, answer.keeps_alive) == (True, status, body, keeps_alive)


def test_head_has_no_body() -> None:
    answer = answered(OK + b"Content-Length: 5\r\n\r\n", method="HEAD")
    assert answer.is_complete and answer.keeps_alive and answer.body == b""


def test_headers_stand_as_sent_and_odd_ones_do_no_harm() -> None:
    lines = b"b: 1\r\nSet-Cookie: x=1\r\nA:2 \r\nno colon here\r\n: nameless\r\nset-cookie: y\r\n"
    lines += b"Folded: one\r\n\t two\r\nNot-ASCII: \xe4\xb8\xad\r\n"
    answer = answered(OK + lines + b"Content-Length: 0\r\n\r\n")
    assert answer.headers[:-1] == [
        (b"b", b"1"), (b"Set-Cookie", b"x=1"), (b"A", b"2"), (b"set-cookie", b"y"), (b"Folded", b"one two"),
        (b"Not-ASCII", b"\xe4\xb8\xad"),
    ]  # fmt: skip


def test_what_follows_an_answer_ends_the_connection() -> None:
    assert not answered(OK + b"Content-Length: 2\r\n\r\nhi there").keeps_alive
    assert not answered(CHUNKED + b"HTTP/1.1 200 OK").keeps_alive
    assert answered(OK + b"Content-Length: 2\r\n\r\nhi there").body == b"hi"


def test_a_body_without_a_length_ends_with_the_connection() -> None:
    answer = answered(OK + b"\r\nhello")
    assert not answer.is_complete
    answer.end(cleanly=True)
    assert (answer.is_complete, answer.is_partial, answer.body, answer.keeps_alive) == (True, True, b"hello", False)
    with pytest.raises(ResponseDataLossError):
        answered(OK + b"\r\nhello").end(cleanly=False)


@pytest.mark.parametrize("data", [OK + b"Content-Length: 9\r\n\r\nhello", CHUNKED[:-4], CHUNKED[:60], CHUNKED[:-20]])
def test_a_body_cut_short_is_told(data: bytes) -> None:
    answer = answered(data)
    with pytest.raises(ResponseDataLossError):
        answer.end(cleanly=True)


def test_a_connection_that_ends_too_early_is_told() -> None:
    with pytest.raises(NoAnswerError):
        answered(b"").end(cleanly=True)
    with pytest.raises(DownloadFailedError, match="within the head"):
        answered(OK + b"Content-").end(cleanly=True)


@pytest.mark.parametrize(
    "data",
    [
        b"SSH-2.0-OpenSSH_9\r\n", b"<html>\n\n", b"HTTP/1.1 abc OK\r\n\r\n", b"HTTP/1.1 2000 OK\r\n\r\n", b"HTTP/2 200\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", b"HTTP/1.1 200 OK\r\nA: " + bytes(300_000),
        OK + b"Content-Length: -1\r\n\r\n", OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n", OK + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"1" * 20_000,
    ],
)  # fmt: skip
def test_what_is_no_answer_is_refused(data: bytes) -> None:
    with pytest.raises(DownloadFailedError):
        answered(data, 4096)


@pytest.mark.parametrize(
    "data",
    [
        OK + b"Content-Length: 11\r\n\r\n", OK + b"\r\n12345678901", OK + b"Transfer-Encoding: chunked\r\n\r\nffffffffff\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"2\r\nab\r\n" * 6,
    ],
)  # fmt: skip
def test_a_body_over_the_limit_is_cut_off_at_once(data: bytes) -> None:
    with pytest.raises(DownloadCancelledError):
        answered(data, most=10)


@settings(deadline=None)
@given(st.lists(st.binary(min_size=1, max_size=40), max_size=8), st.integers(1, 30), st.booleans())
def test_pieces_do_not_matter(chunks: list[bytes], size: int, is_chunked: bool) -> None:
    body = b"".join(chunks)
    if is_chunked:
        sent = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
        data = OK + b"Transfer-Encoding: chunked\r\n\r\n" + sent + b"0\r\n\r\n"
    else:
        data = OK + b"Content-Length: %d\r\n\r\n" % len(body) + body
    answer = answered(data, size)
    assert answer.is_complete and answer.keeps_alive and answer.body == body


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_nothing_a_server_sends_raises_anything_else(data: bytes) -> None:
    for start in (b"", OK, OK + b"Transfer-Encoding: chunked\r\n\r\n"):
        answer = Answer("GET", 100)
        try:
            answer.feed(start + data)
            answer.end(cleanly=True)
        except (DownloadFailedError, DownloadCancelledError, ResponseDataLossError):
            continue
        assert answer.is_complete
