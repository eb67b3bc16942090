"""What is known of addresses site by site: the key of an item page, mobile hosts, parameters that only track. Data."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs

TRACKING_PREFIXES = ("utm_", "hsa_", "mtm_", "pk_", "_hs")
TRACKING = frozenset(
    {
        *("fbclid", "gclid", "dclid", "msclkid", "yclid", "twclid", "ttclid", "igshid", "mc_cid", "mc_eid", "wbraid", "gbraid"),
        *(
            "spm",
            "scm",
            "pvid",
            "ali_refid",
            "ali_trackid",
            "abbucket",
            "ns",
            "ut_sk",
            "share_token",
            "sharesource",
            "share_source",
        ),
        *(
            "isappinstalled",
            "srsltid",
            "_ga",
            "_gl",
            "ref_src",
            "vd_source",
            "spm_id_from",
            "algo_pvid",
            "algo_exp_id",
            "btsid",
        ),
        *("refer_share_id", "refer_share_uin", "refer_share_channel", "_oak_share_snapshot_num", "_wv", "_x_share_id"),
    }
)
# Marketplaces that answer on https whatever a link says.
HTTPS_HOSTS = frozenset(
    {
        *("taobao.com", "tmall.com", "tmall.hk", "jd.com", "jd.hk", "pinduoduo.com", "yangkeduo.com", "suning.com", "1688.com"),
        *("aliexpress.com", "douyin.com", "jinritemai.com", "kuaishou.com", "kwai.com", "amazon.cn", "vip.com", "kaola.com"),
    }
)

Address = tuple[str, str, str]


def _id(host: str, path: str, keys: tuple[str, ...]) -> Callable[[str], Address | None]:
    def rule(query: str) -> Address | None:
        values = parse_qs(query)
        found = next(((key, values[key][0]) for key in keys if values.get(key)), None)
        return (host, path, f"{keys[0]}={found[1]}") if found else None

    return rule


_TAOBAO = _id("item.taobao.com", "/item.htm", ("id", "itemId", "item_id", "itemid"))
_TMALL = _id("detail.tmall.com", "/item.htm", ("id", "itemId", "item_id"))
_PDD = _id("mobile.yangkeduo.com", "/goods.html", ("goods_id",))
# (host, path) of pages whose key stands in the query.
_BY_QUERY: dict[tuple[str, str], Callable[[str], Address | None]] = {
    ("item.taobao.com", "/item.htm"): _TAOBAO,
    ("item.taobao.com", "/item_detail.htm"): _TAOBAO,
    ("h5.m.taobao.com", "/awp/core/detail.htm"): _TAOBAO,
    ("m.intl.taobao.com", "/detail/detail.html"): _TAOBAO,
    ("a.m.taobao.com", "/i.htm"): _TAOBAO,
    ("detail.tmall.com", "/item.htm"): _TMALL,
    ("detail.m.tmall.com", "/item.htm"): _TMALL,
    ("chaoshi.detail.tmall.com", "/item.htm"): _id("chaoshi.detail.tmall.com", "/item.htm", ("id",)),
    ("detail.tmall.hk", "/hk/item.htm"): _id("detail.tmall.hk", "/hk/item.htm", ("id",)),
    ("mobile.yangkeduo.com", "/goods.html"): _PDD,
    ("mobile.yangkeduo.com", "/goods2.html"): _PDD,
    ("yangkeduo.com", "/goods.html"): _PDD,
    ("mobile.pinduoduo.com", "/goods.html"): _PDD,
}
# Host pattern, path pattern, and the canonical host and path made of the match.
_BY_PATH: tuple[tuple[re.Pattern[str], re.Pattern[str], Callable[[re.Match[str]], tuple[str, str]]], ...] = (
    (
        re.compile(r"a\.m\.(taobao|tmall)\.com"),
        re.compile(r"/i(\d+)\.html?"),
        lambda m: ("item.taobao.com", f"/item.htm?id={m[1]}"),
    ),
    (
        re.compile(r"(item|item\.m|www)\.jd\.com"),
        re.compile(r"/(?:product/)?(\d+)\.html"),
        lambda m: ("item.jd.com", f"/{m[1]}.html"),
    ),
    (re.compile(r"item\.jd\.hk"), re.compile(r"/(\d+)\.html"), lambda m: ("item.jd.hk", f"/{m[1]}.html")),
    (
        re.compile(r"(detail|m)\.1688\.com"),
        re.compile(r"/offer/(\d+)\.html"),
        lambda m: ("detail.1688.com", f"/offer/{m[1]}.html"),
    ),
    (
        re.compile(r"(product|m)\.suning\.com"),
        re.compile(r"/(?:product/)?(\d+)/(\d+)\.html"),
        lambda m: ("product.suning.com", f"/{m[1]}/{m[2]}.html"),
    ),
    (
        re.compile(r"([a-z]+\.)?aliexpress\.com"),
        re.compile(r"/(?:item|i)/(?:[^/]+/)?(\d+)\.html"),
        lambda m: ("www.aliexpress.com", f"/item/{m[1]}.html"),
    ),
)
_JD_MOBILE = re.compile(r"/ware/view\.action")
_SHOPIFY = re.compile(r"/collections/[^/]+(/products/[^/]+)")


def site_address(host: str, path: str, query: str) -> Address | None:
    """(host, path, query) of an item page by its key; None where no rule knows the address."""
    by_query = _BY_QUERY.get((host, path))
    if by_query is not None:
        return by_query(query)
    for hosts, paths, made in _BY_PATH:
        if hosts.fullmatch(host):
            match = paths.fullmatch(path)
            if match:
                known_host, known = made(match)
                known_path, _, key = known.partition("?")
                return known_host, known_path, key
    if host in ("item.m.jd.com", "m.jd.com") and _JD_MOBILE.match(path):
        ware = parse_qs(query).get("wareId")
        return ("item.jd.com", f"/{ware[0]}.html", "") if ware else None
    product = _SHOPIFY.fullmatch(path)
    return (host, product[1], query) if product else None
