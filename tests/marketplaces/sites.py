"""Host -> the imitation that answers there, the more particular names first."""

from __future__ import annotations

from collections.abc import Mapping

from tests.marketplaces import alibaba, others, rooms
from tests.marketplaces.hall import Site

SITES: Mapping[str, Site] = {
    "list.tmall.com": alibaba.tmall_search,
    ".m.tmall.com": alibaba.tmall_shop,
    "ju.taobao.com": alibaba.juhuasuan,
    "h5api.m.taobao.com": rooms.taobao,
    "huodong.m.taobao.com": rooms.taobao,
    ".taobao.com": alibaba.taobao_shop,
    "s.1688.com": alibaba.offers,
    "www.aliexpress.com": alibaba.aliexpress,
    "lives.jd.com": rooms.jd,
    ".jd.com": others.jd,
    "p.3.cn": others.jd_prices,
    "live.yangkeduo.com": rooms.pinduoduo,
    ".yangkeduo.com": others.pinduoduo,
    ".suning.com": others.suning,
    "kaola.com": others.kaola,
    ".mi.com": others.xiaomi,
    "live.douyin.com": rooms.douyin,
    "www.douyin.com": rooms.douyin,
    ".jinritemai.com": others.douyin,
    "live.kuaishou.com": rooms.kuaishou,
    "gifshow.com": rooms.kuaishou,
    "kwaixiaodian.com": others.kuaishou,
}
