"""General signs that a page stands in place of another: login, challenge, rate limit, soft 404, maintenance, empty shell.

Signs of one site stand with its page class. Searches of bytes come first: an ordinary page costs next to nothing.
"""

from __future__ import annotations

import re

from crawler.pages.scripts import title_of
from pipelines.readers.patterns import WHOLE, near

_SCAN = 400_000
_CHALLENGES = tuple(
    b"_____tmd_____ x5secdata /punish? nc_1_n1z nocaptcha cfe.m.jd.com verify.snssdk.com slidercaptcha TCaptcha geetest"
    b" cf-browser-verification cf-challenge cf_chl_opt /cdn-cgi/challenge-platform challenges.cloudflare.com"
    b" _Incapsula_Resource px-captcha captcha-delivery.com awswaf aws-waf-token /_sec/cp_challenge hcaptcha.com/1/api.js"
    b" sgcaptcha riskcontrol pdos_captcha".split()
)
_LOGINS = (
    *b"login.taobao.com login.tmall.com login.m.taobao.com passport.jd.com plogin.m.jd.com passport.suning.com"
    b" login.1688.com mobile.yangkeduo.com/login passport.aliexpress.com sso.douyin.com".split(),
    # Alibaba's gateways ask for a session that only a browser gets, JD's for one of a user.
    *b"FAIL_SYS_TOKEN_EMPTY FAIL_SYS_TOKEN_EXOIRED FAIL_SYS_TOKEN_EXPIRED FAIL_SYS_TOKEN_ILLEGAL".split(),
    *b"FAIL_SYS_SESSION_EXPIRED FAIL_SYS_ILLEGAL_ACCESS".split(),
    b'"not login"',
    "用户未登录".encode(),
)
_RATES = (
    b"RGV587_ERROR",
    b"FAIL_SYS_USER_VALIDATE",
    b"Too Many Requests",
    b"Error 1015",
    b"rate limited",
    "访问过于频繁".encode(),
)
_TITLES = (
    (
        "challenge",
        r"just a moment|attention required|access denied|are you (?:a )?human|robot check|pardon our interruption|captcha"
        r"|robot or human|bot verification|verify (?:your identity|you are human)|не робот"
        r"|(?:安全|访问|人机|滑动|身份)验证|验证码|请完成验证|security check|ddos",
    ),
    ("rate_limit", r"too many requests|\b429\b|访问(?:过于)?频繁|系统繁忙"),
    ("login", r"^\s*(?:用户|会员|账户|帐号)?登录|log ?in\b|sign ?in\b|^登錄|欢迎登录"),
    (
        "soft_404",
        r"\b404\b|not found|page (?:does not|doesn.t) exist|no longer available|seite nicht gefunden"
        r"|页面(?:不存在|没有找到|找不到|丢失)|找不到(?:页面|网页)|出错了",
    ),
    (
        "maintenance",
        r"maintenance|be right back|coming soon|service unavailable|维护|升级中|系统升级|停机|\b50[0234]\b|opening soon",
    ),
)
_WALL_TITLES = tuple((name, near(pattern, WHOLE, flags=re.I)) for name, pattern in _TITLES)
_SOFT_404 = near(
    r"(?:page|product|item|requested)[^<.]{0,40}"
    r"(?:not be found|not found|does(?: not|n.t) exist|no longer (?:available|exists))"
    r"|(?:页面|商品|宝贝|您访问的)[^<。]{0,12}(?:不存在|找不到|已删除|已失效|没有找到)",
    3_000,
    flags=re.I,
)
_MAINTAINED = re.compile(
    r"系统(?:正在)?(?:升级|维护)|(?:升级|停机|网站)维护|暂停服务|be back (?:soon|shortly)"
    r"|(?:under(?:going)?|for|scheduled) maintenance",
    re.I,
)
# What never ends hides the rest, as in a browser: then nothing is searched twice.
_HIDDEN = re.compile(
    r"<(script|style|noscript|template)(?=[\s>]).*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<[^>]*(?:>|\Z)", re.I | re.S
)
_LEAST, _NOTICE, _MOST = 60, 600, 2_500
"""Signs that a shell, a notice of maintenance and a wall show at most: what has more to say stands in no page's place."""


def wall_of(body: bytes, text: str) -> str | None:
    """Which wall a page is that yielded nothing: login, challenge, rate_limit, soft_404, maintenance, empty_shell; None: none.

    Args:
        body: the page as received.
        text: the same, decoded.

    Ask it only of pages without items: an article may be about captchas, and a shop's page links to its login.

    """
    title = title_of(text[:100_000])
    named = next((name for name, pattern in _WALL_TITLES if pattern.search(title)), None)
    shown = shown_text(text)
    if len(shown) > _MOST:
        return None
    if named in ("challenge", "rate_limit"):
        return named
    head = body[:_SCAN]
    if any(sign in head for sign in _CHALLENGES):
        return "challenge"
    if any(sign in head for sign in _RATES):
        return "rate_limit"
    if any(sign in head for sign in _LOGINS) and (len(body) < 60_000 or named == "login"):
        return "login"
    if named or _SOFT_404.search(shown):
        return named or "soft_404"
    if len(shown) <= _NOTICE and _MAINTAINED.search(shown):
        return "maintenance"
    return "empty_shell" if len(shown) < _LEAST and "<script" in text else None


def shown_text(text: str) -> str:
    """What a reader would see of a page, roughly: no scripts, no styles, no tags, single spaces."""
    return " ".join(_HIDDEN.sub(" ", text[:_SCAN]).split())
