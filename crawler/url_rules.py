"""What is known of addresses site by site: the key of an item page, mobile hosts, parameters that only track. Data."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import parse_qs

TRACKING_PREFIXES = ("utm_", "hsa_", "mtm_", "pk_", "piwik_", "matomo_", "_hs", "fb_action", "aspsessionid", "pr_rec_", "wt.mc")
TRACKING = frozenset(
    {
        # Clicks on advertisements and letters.
        *("fbclid", "gclid", "gclsrc", "dclid", "msclkid", "yclid", "twclid", "ttclid", "igshid", "igsh", "mc_cid", "mc_eid"),
        *("wbraid", "gbraid", "gad_source", "gad_campaignid", "srsltid", "_ga", "_gl", "_openstat", "epik", "vero_id", "s_cid"),
        *("fb_source", "fb_ref", "ref_src", "ref_url", "rb_clickid", "oly_anon_id", "oly_enc_id", "mkt_tok", "trk", "cmpid"),
        *(
            "bd_vid",
            "qhclickid",
            "hmsr",
            "hmpl",
            "hmcu",
            "hmkw",
            "hmci",
            "tduid",
            "sc_cid",
            "wickedid",
            "at_medium",
            "at_campaign",
        ),
        # Alibaba, Tencent, ByteDance and their like: where on a page, by whom shared.
        *("spm", "scm", "pvid", "ali_refid", "ali_trackid", "abbucket", "ns", "ut_sk", "share_token", "sharesource"),
        *("share_source", "isappinstalled", "vd_source", "spm_id_from", "algo_pvid", "algo_exp_id", "btsid", "clickid"),
        *("refer_share_id", "refer_share_uin", "refer_share_channel", "_oak_share_snapshot_num", "_wv", "_x_share_id"),
        *("share_id", "share_from", "share_medium", "share_plat", "share_tag", "shareuid", "sharerid", "tt_from", "xsec_token"),
        *(
            "xsec_source",
            "wfr",
            "bxsign",
            "wxsign",
            "sourcetype",
            "suid",
            "sp_tk",
            "un_site",
            "share_crt_v",
            "nsukey",
            "wxshare_count",
        ),
        *(
            "stats_click",
            "initiative_id",
            "pdp_npi",
            "pdp_ext_f",
            "sudid",
            "scm_id",
            "scm-url",
            "aff_fcid",
            "aff_fsk",
            "aff_trace_key",
        ),
        *("aff_platform", "terminal_id", "extparam", "x-sigma", "_pos", "_sid", "_ss", "_psq", "_fid", "_v"),
        # Sessions and the buttons of shops.
        *("phpsessid", "jsessionid", "sessionid", "session_id", "oscsid", "zenid", "cfid", "cftoken", "___sid", "___store"),
        *("___from_store", "add-to-cart", "added-to-cart"),
    }
)
# Marketplaces that answer on https whatever a link says.
HTTPS_HOSTS = frozenset(
    {
        *(
            "taobao.com",
            "tmall.com",
            "tmall.hk",
            "jd.com",
            "jd.hk",
            "yiyaojd.com",
            "pinduoduo.com",
            "yangkeduo.com",
            "suning.com",
        ),
        *(
            "1688.com",
            "alibaba.com",
            "aliexpress.com",
            "douyin.com",
            "jinritemai.com",
            "iesdouyin.com",
            "kuaishou.com",
            "kwai.com",
        ),
        *(
            "kwaixiaodian.com",
            "vip.com",
            "kaola.com",
            "dangdang.com",
            "yhd.com",
            "gome.com.cn",
            "xiaohongshu.com",
            "weidian.com",
        ),
        *("youzan.com", "tokopedia.com", "bukalapak.com", "tiki.vn", "sendo.vn", "flipkart.com", "ebay.com", "etsy.com"),
    }
)

Address = tuple[str, str, str]
_Rule = Callable[[str, str, str], Address | None]


def _key(host: str, path: str, *keys: str, also: tuple[str, ...] = ()) -> _Rule:
    """The page is known by one parameter, of whatever of these names; it goes by the first."""

    def rule(_host: str, _path: str, query: str) -> Address | None:
        values = parse_qs(query)
        found = next((values[key][0] for key in keys if values.get(key)), None)
        kept = [f"{name}={values[name][0]}" for name in also if values.get(name)]
        return (host, path, "&".join([f"{keys[0]}={found}", *kept])) if found else None

    return rule


def _named(host: str, path: str, key: str) -> _Rule:
    """The page is known by one parameter, and goes by a path with its value."""

    def rule(_host: str, _path: str, query: str) -> Address | None:
        values = parse_qs(query).get(key, [""])
        return (host, path.format(values[0]), "") if values[0].isalnum() else None

    return rule


def _path(pattern: str, host: str, path: str, query: str = "") -> _Rule:
    """The page is known by its path; `{1}` stands for the first group, an empty host for its own."""
    compiled = re.compile(pattern)

    def rule(own: str, where: str, _query: str) -> Address | None:
        match = compiled.fullmatch(where)
        if match is None:
            return None
        groups = ("", *(group or "" for group in match.groups()))
        return host or own, path.format(*groups), query.format(*groups)

    return rule


_TAOBAO = _key("item.taobao.com", "/item.htm", "id", "itemId", "item_id", "itemid", "item_num_id")
_TMALL = _key("detail.tmall.com", "/item.htm", "id", "itemId", "item_id", "itemid")
_TMALL_HK = _key("detail.tmall.hk", "/hk/item.htm", "id")
_PDD = _key("mobile.yangkeduo.com", "/goods.html", "goods_id")
_DOUYIN_GOODS = _key("haohuo.jinritemai.com", "/ecommerce/trade/detail/index.html", "id", "product_id")
_JD = _path(r"/(?:product/)?(\d+)\.html", "item.jd.com", "/{1}.html")
_JD_HK = _path(r"/(?:product/)?(\d+)\.html", "item.jd.hk", "/{1}.html")
_1688 = _path(r"/offer/(\d+)\.html", "detail.1688.com", "/offer/{1}.html")
_SUNING = _path(r"/(?:product/)?(\d+)/(\d+)\.html", "product.suning.com", "/{1}/{2}.html")
# (host, path) of pages whose key stands in the query.
_BY_QUERY: Mapping[tuple[str, str], _Rule] = {
    **{("item.taobao.com", path): _TAOBAO for path in ("/item.htm", "/item_detail.htm")},
    ("h5.m.taobao.com", "/awp/core/detail.htm"): _TAOBAO,
    ("new.m.taobao.com", "/detail.htm"): _TAOBAO,
    ("m.intl.taobao.com", "/detail/detail.html"): _TAOBAO,
    ("a.m.taobao.com", "/i.htm"): _TAOBAO,
    ("detail.tmall.com", "/item.htm"): _TMALL,
    ("detail.m.tmall.com", "/item.htm"): _TMALL,
    ("chaoshi.detail.tmall.com", "/item.htm"): _key("chaoshi.detail.tmall.com", "/item.htm", "id"),
    ("detail.tmall.hk", "/hk/item.htm"): _TMALL_HK,
    ("detail.tmall.hk", "/item.htm"): _TMALL_HK,
    ("detail.m.tmall.hk", "/item.htm"): _TMALL_HK,
    **{
        (host, path): _PDD
        for host in ("mobile.yangkeduo.com", "yangkeduo.com", "mobile.pinduoduo.com")
        for path in ("/goods.html", "/goods1.html", "/goods2.html", "/duo_coupon_landing.html")
    },
    **{(host, "/ware/view.action"): _named("item.jd.com", "/{}.html", "wareId") for host in ("m.jd.com", "item.m.jd.com")},
    ("detail.m.1688.com", "/page/index.html"): _named("detail.1688.com", "/offer/{}.html", "offerId"),
    ("haohuo.jinritemai.com", "/views/product/item2"): _DOUYIN_GOODS,
    ("haohuo.jinritemai.com", "/views/product/item"): _DOUYIN_GOODS,
    ("haohuo.jinritemai.com", "/views/product/detail"): _DOUYIN_GOODS,
    ("haohuo.jinritemai.com", "/ecommerce/trade/detail/index.html"): _DOUYIN_GOODS,
    ("app.kwaixiaodian.com", "/merchant/shop/detail"): _key("app.kwaixiaodian.com", "/merchant/shop/detail", "id"),
    ("weidian.com", "/item.html"): _key("weidian.com", "/item.html", "itemID", "itemId"),
    ("mp.weixin.qq.com", "/s"): _key("mp.weixin.qq.com", "/s", "__biz", also=("mid", "idx", "sn")),
    ("baijiahao.baidu.com", "/s"): _key("baijiahao.baidu.com", "/s", "id"),
    ("www.youtube.com", "/watch"): _key("www.youtube.com", "/watch", "v"),
    ("m.youtube.com", "/watch"): _key("www.youtube.com", "/watch", "v"),
}
# Host -> rules for its paths.
_BY_PATH: Mapping[str, tuple[_Rule, ...]] = {
    **{
        host: (_path(r"/i(\d+)\.html?", "item.taobao.com", "/item.htm", "id={1}"),)
        for host in ("a.m.taobao.com", "a.m.tmall.com")
    },
    "world.taobao.com": (_path(r"/item/(\d+)\.html?", "item.taobao.com", "/item.htm", "id={1}"),),
    "world.tmall.com": (_path(r"/item/(\d+)\.html?", "detail.tmall.com", "/item.htm", "id={1}"),),
    **dict.fromkeys(("item.jd.com", "item.m.jd.com", "www.jd.com", "m.jd.com", "in.m.jd.com", "wqitem.jd.com"), (_JD,)),
    **dict.fromkeys(("item.jd.hk", "npcitem.jd.hk", "mitem.jd.hk", "item.m.jd.hk"), (_JD_HK,)),
    **dict.fromkeys(("detail.1688.com", "m.1688.com", "detail.m.1688.com"), (_1688,)),
    **dict.fromkeys(("product.suning.com", "m.suning.com", "product.m.suning.com"), (_SUNING,)),
    **dict.fromkeys(
        ("goods.kaola.com", "www.kaola.com", "m.kaola.com"),
        (_path(r"/product/(\d+)\.html", "goods.kaola.com", "/product/{1}.html"),),
    ),
    **dict.fromkeys(
        ("detail.vip.com", "m.vip.com"),
        (_path(r"/(?:detail|product)-(\d+)-(\d+)\.html", "detail.vip.com", "/detail-{1}-{2}.html"),),
    ),
    "product.dangdang.com": (_path(r"/(\d+)\.html", "", "/{1}.html"),),
    **dict.fromkeys(
        ("www.douyin.com", "www.iesdouyin.com"),
        (_path(r"/(?:share/)?(video|note|user)/([\w-]+)/?", "www.douyin.com", "/{1}/{2}"),),
    ),
    "live.douyin.com": (_path(r"/(\d+)/?", "", "/{1}"),),
    "live.kuaishou.com": (_path(r"/u/([\w-]+)/?", "", "/u/{1}"),),
    "www.kuaishou.com": (_path(r"/(short-video|profile)/([\w-]+)/?", "", "/{1}/{2}"),),
    "www.xiaohongshu.com": (
        _path(r"/(?:explore|discovery/item)/([0-9a-f]+)/?", "", "/explore/{1}"),
        _path(r"/goods-detail/([0-9a-f]+)/?", "", "/goods-detail/{1}"),
    ),
    **dict.fromkeys(
        ("www.toutiao.com", "m.toutiao.com"), (_path(r"/(?:article/|i|a)(\d+)/?", "www.toutiao.com", "/article/{1}/"),)
    ),
    "youtu.be": (_path(r"/([\w-]+)", "www.youtube.com", "/watch", "v={1}"),),
}
# Marketplaces with a host a country; the name in the host tells whose rules hold.
_FAMILY = re.compile(r"\A(?:[a-z-]{1,9}\.){0,2}(amazon|shopee|lazada|aliexpress|tokopedia)\.(?:com|co|[a-z]{2})(?:\.[a-z]{2})?")
_FAMILY_RULES: Mapping[str, tuple[_Rule, ...]] = {
    "amazon": (_path(r"(?:/[^/]+)?/(?:dp|gp/product|gp/aw/d|exec/obidos/asin|o/ASIN)/([A-Z0-9]{10})(?:/.*)?", "", "/dp/{1}"),),
    "shopee": (
        _path(r"/.*-i\.(\d+)\.(\d+)/?", "", "/product/{1}/{2}"),
        _path(r"/(?:universal-link/)?product/(\d+)/(\d+)/?", "", "/product/{1}/{2}"),
    ),
    "lazada": (_path(r"/products/(?:[^/]*-)?i(\d+)(?:-s\d+)?\.html", "", "/products/i{1}.html"),),
    "aliexpress": (_path(r"/(?:item|i)/(?:[^/]+/)?(\d+)\.html", "www.aliexpress.com", "/item/{1}.html"),),
    "tokopedia": (_path(r"/([\w.-]+)/([\w.-]+)/?", "", "/{1}/{2}"),),
}
_MOBILE = re.compile(r"^(?:m|mobile|pages)\.(?=(?:amazon|shopee|lazada|tokopedia)\.)")
_SHOPIFY = re.compile(r"/collections/[^/]+(/products/[^/]+)")


def is_marketplace(host: str) -> bool:
    """Whether a host is of a marketplace that answers on https."""
    labels = host.split(".")
    return ".".join(labels[-2:]) in HTTPS_HOSTS or ".".join(labels[-3:]) in HTTPS_HOSTS or _FAMILY.fullmatch(host) is not None


def site_address(host: str, path: str, query: str) -> Address | None:
    """(host, path, query) of an item page by its key; None where no rule knows the address."""
    by_query = _BY_QUERY.get((host, path))
    if by_query is not None:
        return by_query(host, path, query)
    rules = _BY_PATH.get(host)
    if rules is None:
        family = _FAMILY.fullmatch(host)
        if family is not None:
            host, rules = _MOBILE.sub("www.", host), _FAMILY_RULES[family[1]]
    for rule in rules or ():
        found = rule(host, path, query)
        if found is not None:
            return found
    return _shop_address(host, path, query)


def _shop_address(host: str, path: str, query: str) -> Address | None:
    """Item pages of shop systems, on any host."""
    if "route=product" in query:
        values = parse_qs(query)
        if values.get("route") == ["product/product"] and values.get("product_id"):
            return host, path, f"product_id={values['product_id'][0]}&route=product/product"
    product = _SHOPIFY.fullmatch(path)
    return (host, product[1], query) if product else None
