"""What shops say of their stock, in the languages of their markets."""

from __future__ import annotations

import re

from crawler.items import Availability
from pipelines.readers.patterns import WHOLE, near

_STATES: tuple[tuple[re.Pattern[str], Availability], ...] = (
    (near(r"discontinued|停产|已下架|下架", WHOLE, flags=re.I), "discontinued"),
    (near(r"pre-?order|vorbestell|précommande|预订|预购|予約", WHOLE, flags=re.I), "preorder"),
    (near(r"pre-?sale|预售", WHOLE, flags=re.I), "presale"),
    (
        near(
            r"out[\s_-]*of[\s_-]*stock|sold[\s_-]*out|unavailable|not (?:available|in stock)|no longer"
            r"|nicht (?:auf lager|verfügbar|lieferbar)|ausverkauft|vergriffen|agotado|sin (?:existencias|stock)|no disponible"
            r"|rupture|épuisé|indisponi|esaurito|non disponib|esgotado|uitverkocht|niet (?:op voorraad|leverbaar)"
            r"|нет (?:в наличии|на складе)|распродан|немає в наявності|tükendi|stokta yok|stokta değil"
            r"|hết hàng|สินค้าหมด|(?:stok|barang) habis|tidak tersedia|brak w magazynie|niedostępn|wyprzedan|slut i lager"
            r"|ikke på lager|udsolgt|vyprodáno|není skladem|nincs (?:raktáron|készleten)|stoc epuizat"
            r"|缺货|无货|售罄|已售完|暂无库存|到货通知|缺貨|售完|在庫(?:切れ|なし)|品切れ|売り切れ|품절|재고 ?없음",
            WHOLE,
            flags=re.I,
        ),
        "out_of_stock",
    ),
    (near(r"back-?order", WHOLE, flags=re.I), "preorder"),
    (near(r"(?:only|last|nur noch|plus que|仅剩|只剩|库存紧张)\s*\d*|low stock|limited", WHOLE, flags=re.I), "limited"),
    (
        near(
            r"in[\s_-]*stock|available|auf lager|lieferbar|verfügbar|en stock|disponible|disponibile|em estoque|op voorraad"
            r"|в наличии|есть на складе|в наявності|stokta|còn hàng|มีสินค้า|tersedia|dostępn|i lager|på lager|skladem"
            r"|(?:raktár|készlet)en|în stoc|有货|现货|有貨|現貨|在庫あり|재고 ?있음",
            WHOLE,
            flags=re.I,
        ),
        "in_stock",
    ),
)


def stock_of(words: str | None) -> Availability | None:
    """State that a shop's words name; a bare number is a stock."""
    if not words:
        return None
    found = next((state for pattern, state in _STATES if pattern.search(words)), None)
    digits = re.search(r"(?:^|[:：\s])(\d{1,7})\s*$", words)
    if found is None and digits:
        found = "in_stock" if int(digits[1]) else "out_of_stock"
    return found
