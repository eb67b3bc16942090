"""Where the fair listens: its fixed ports, in one place."""

from __future__ import annotations

from dataclasses import dataclass

HOST = "127.0.0.1"
PRESS_HOST = "news.jishi-fair.example"


@dataclass(frozen=True, slots=True)
class Ports:
    """0 = any free port."""

    mirror: int = 8600
    shopify: int = 8601
    woocommerce: int = 8602
    plain: int = 8603


FIXED = Ports()
FREE = Ports(0, 0, 0, 0)
