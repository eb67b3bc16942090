"""General signs that a page stands in place of another: login, challenge, rate limit, soft 404, maintenance, empty shell.

Signs of one site stand with its page class. Searches of bytes come first: an ordinary page costs next to nothing.
"""

from __future__ import annotations

import re

from crawler.pages.scripts import title_of
from crawler.pages.wall_words import ASKED, CHALLENGED, MAINTAINED, RATED, SOFT_404, named_in

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
# What never ends hides the rest, as in a browser: then nothing is searched twice.
_HIDDEN = re.compile(
    r"<(script|style|noscript|template)(?=[\s>]).*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<[^>]*(?:>|\Z)", re.I | re.S
)
_WORDS = (
    ("challenge", CHALLENGED),
    ("rate_limit", RATED),
    ("login", ASKED),
    ("soft_404", SOFT_404),
    ("maintenance", MAINTAINED),
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
    named = named_in(title)
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
    if len(shown) <= _NOTICE and named is None:
        named = next((name for name, pattern in _WORDS if pattern.search(shown)), None)
    if named or SOFT_404.search(shown):
        return named or "soft_404"
    return "empty_shell" if len(shown) < _LEAST and "<script" in text else None


def shown_text(text: str) -> str:
    """What a reader would see of a page, roughly: no scripts, no styles, no tags, single spaces."""
    return " ".join(_HIDDEN.sub(" ", text[:_SCAN]).split())
