"""Pages whose declared encoding is not theirs: what the bytes show is believed, where it is certain."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.pages.shop import ShopPage

NAME = "秭归脐橙 \U00020bb7 5斤"
PRODUCT = """<!doctype html><html><head><title>t</title>%s<script type="application/ld+json">{"@context":"https://schema.org",
"@type":"Product","name":"%s","sku":"1","offers":{"price":"12.50","priceCurrency":"CNY"}}</script></head><body></body></html>"""


def text_of(body: bytes, content_type: str) -> str:
    return ShopPage("https://a.example/p/1", body, datetime(2024, 5, 1, tzinfo=UTC), content_type).text


@pytest.mark.parametrize("meta", ["", "<meta charset=gbk>", "<meta charset=utf-8>"])
@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "; charset=iso-8859-1"),
        ("utf-8", "; charset=gbk"),
        ("utf-8", "; charset=big5"),
        ("utf-8", ""),
        ("gb18030", "; charset=utf-8"),
        ("gb18030", "; charset=gb2312"),
        ("utf-16-le", "; charset=utf-16"),
        ("utf-16-le", ""),
        ("utf-16-be", ""),
        ("utf-16", "; charset=utf-8"),
    ],
)
def test_the_encoding_is_what_the_bytes_show(encoding: str, declared: str, meta: str) -> None:
    page = ShopPage(
        "https://a.example/p/1",
        (PRODUCT % (meta, NAME)).encode(encoding),
        datetime(2024, 5, 1, tzinfo=UTC),
        f"text/html{declared}",
    )
    assert [item.title for item in page.read().items] == [NAME]  # type: ignore[union-attr]  # listings


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        ("Café crème déjà 25 €", "cp1252", "iso-8859-1"),
        ("<p>联通", "gbk", "gbk"),
        ("<p>\u5317\u4eac", "shift_jis", "shift_jis"),
        ("plain", "ascii", "utf-8"),
    ],
)
def test_what_is_declared_rightly_stays(text: str, encoding: str, declared: str) -> None:
    assert text_of(text.encode(encoding), f"text/html; charset={declared}") == text


def test_damaged_text_is_not_taken_for_another_encoding() -> None:
    body = "湖北的脐橙很好吃".encode() + "混合".encode("gbk") + "卖出三万斤".encode()
    assert text_of(body, "text/html; charset=utf-8").startswith("湖北的脐橙很好吃")
