"""WARC records made by hand, as any tool might write them, and how files hold them."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import zlib
from collections.abc import Callable

from sqlalchemy import text

from db.engine import engine_of


def page(name: str) -> bytes:
    """A product's page, with its price in JSON-LD."""
    offer = {"@type": "Offer", "price": "19.90", "priceCurrency": "CNY"}
    product = {"@context": "https://schema.org", "@type": "Product", "name": f"秭归脐橙 {name}", "sku": name, "offers": offer}
    data = json.dumps(product, ensure_ascii=False)
    filler = f"<p>{'x' * 300}</p>" * 9
    script = f'<script type="application/ld+json">{data}</script>'
    return f"<!DOCTYPE html><html><head>{script}</head><body>{filler}</body></html>".encode()


def record(kind: str, block: bytes, *fields: str, version: str = "1.0", end: str = "\r\n", length: int | None = None) -> bytes:
    """A record as any tool might write it."""
    size = len(block) if length is None else length
    head = [f"WARC/{version}", f"WARC-Type: {kind}", *fields, f"Content-Length: {size}", "", ""]
    return end.join(head).encode() + block + b"\r\n\r\n"


def http(body: bytes, *headers: str, status: str = "HTTP/1.1 200 OK") -> bytes:
    return "\r\n".join([status, "Content-Type: text/html; charset=utf-8", *headers, "", ""]).encode() + body


def fields(url: str, *more: str, date: str = "2020-04-24T02:00:00Z") -> tuple[str, ...]:
    name = hashlib.md5(url.encode(), usedforsecurity=False).hexdigest()
    return (f"WARC-Target-URI: {url}", f"WARC-Date: {date}", f"WARC-Record-ID: <urn:uuid:{name}>", *more)


def chunked(body: bytes, size: int = 700, last: bytes = b"0\r\n\r\n") -> bytes:
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(f"{len(part):X};ext=1\r\n".encode() + part + b"\r\n" for part in parts) + last


def sha1(body: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


def response(url: str, block: bytes, *more: str) -> bytes:
    return record("response", block, *fields(url, "Content-Type: application/http; msgtype=response", *more))


def packed(plain: bytes) -> bytes:
    """Each record in a gzip member of its own."""
    starts = [at for at in range(len(plain)) if plain.startswith(b"WARC/", at) and (at == 0 or plain[at - 1 : at] == b"\n")]
    return b"".join(gzip.compress(plain[a:b]) for a, b in zip(starts, [*starts[1:], len(plain)], strict=True))


PACKINGS: dict[str, Callable[[bytes], bytes]] = {"plain": bytes, "by record": packed, "whole": gzip.compress}


def stored(url: str, query: str) -> list[tuple[object, ...]]:
    engine = engine_of(url)
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(text(query))]
    engine.dispose()
    return rows
