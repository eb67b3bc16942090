"""What Taobao and Tmall share: item ids in addresses, addresses of items, walls of their own."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

CNY = "CNY"
_NID = re.compile(r"[?&]id=(\d+)")
_PATH = re.compile(r"/(?:item|i)/?(\d{6,})\.html?")
_TMALL = re.compile(r"tmall\.(?:com|hk)")
_WALLS = (
    ("login", ("login.taobao.com/member/login", "login.tmall.com", "login.m.taobao.com", "J_LoginBox", "亲，请登录")),
    ("rate_limit", ("RGV587_ERROR", "哎哟喂,被挤爆啦", "亲，访问受限了")),
    ("challenge", ("_____tmd_____", "x5secdata", "punish?x5", "nocaptcha", "霸下通用", "FAIL_SYS_USER_VALIDATE")),
    ("maintenance", ("页面正在维护", "系统升级中")),
)


def item_url(native_id: str, platform: str) -> str:
    """Address of an item's own page."""
    host = "detail.tmall.com" if platform == "tmall" else "item.taobao.com"
    return f"https://{host}/item.htm?id={native_id}"


def id_of(url: str) -> str | None:
    """The item id in an address of Taobao or Tmall."""
    match = _NID.search(url) or _PATH.search(url)
    if match:
        return match[1]
    try:
        values = parse_qs(urlsplit(url).query)
    except ValueError:
        return None
    found = next((values[key][0] for key in ("itemId", "item_id", "itemid") if key in values), "")
    return found if found.isdigit() else None


def is_tmall(url: str) -> bool:
    """Whether an address is one of Tmall."""
    return bool(_TMALL.search(url))


def wall_of(text: str) -> str | None:
    """Which wall stands in place of the page; ask only where the page's own data is missing."""
    return next((kind for kind, signs in _WALLS if any(sign in text for sign in signs)), None)


def is_gone(text: str) -> bool:
    """Whether the page says that the item cannot be found."""
    return "您查看的商品找不到了" in text or "您查看的宝贝不存在" in text or "宝贝可能已下架" in text
