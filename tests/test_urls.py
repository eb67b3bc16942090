"""Addresses: the canonical form, item keys of marketplaces, and what is no address of the web."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.urls import canonical_url, is_web_address, registrable_host, resolve
from tests.reader_cases import cases

HOSTS = st.sampled_from(
    ["item.taobao.com", "shopee.co.id", "www.amazon.de", "a.m.taobao.com", "例え.jp", "1.2.3.4", "EXAMPLE.com.", "[::1]"]
)


@pytest.mark.parametrize(("address", "canonical"), cases("urls.csv"))
def test_an_address_has_one_canonical_form(address: str, canonical: str) -> None:
    assert canonical_url(address) == canonical
    assert canonical_url(canonical) == canonical


@given(st.text())
def test_any_text_gives_an_address_or_nothing(text: str) -> None:
    found = canonical_url(text)
    assert canonical_url(found) == found
    assert is_web_address(text) == bool(found)
    assert isinstance(registrable_host(text), str)
    assert isinstance(resolve("https://example.com/a", text), str)


@given(HOSTS, st.text(), st.text())
def test_the_canonical_form_is_its_own(host: str, path: str, query: str) -> None:
    found = canonical_url(f"https://{host}/{path}?{query}")
    assert canonical_url(found) == found


@pytest.mark.parametrize("length", [1_000, 7_000, 100_000])
@pytest.mark.parametrize("piece", ["a", "%", "/..", "&a=b", "-i.1.1", ".", ";sid="])
def test_long_addresses_end(piece: str, length: int) -> None:
    for host in ("shopee.co.id", "www.amazon.com", "example.com"):
        canonical_url(f"https://{host}/{piece * (length // len(piece))}")
