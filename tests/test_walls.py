"""Walls are told from pages: by their signs, never by what an ordinary page says about them; a wall yields nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.pages import registry
from crawler.pages.walls import shown_text, wall_of

SEEN = datetime(2024, 5, 1, 4, tzinfo=UTC)
SHOPS = [page for page in (*registry.PAGES, registry.GENERIC) if page.site != "press"]
WORDS = "<p>Ordinary words of an ordinary page that says a good deal about many things.</p>" * 60


def page(title: str, body: str) -> str:
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("title", "body", "wall"),
    [
        ("验证码拦截", '<div id="nc_1_n1z"></div>', "challenge"),
        ("", "<script>location='https://x.example/_____tmd_____/punish?x5secdata=1'</script>", "challenge"),
        ("Just a moment...", "<div>Checking</div>", "challenge"),
        ("Attention Required! | Cloudflare", "<h1>Sorry, you have been blocked</h1>", "challenge"),
        ("shop", '<script src="https://challenges.cloudflare.com/turnstile/v0/api.js"></script>', "challenge"),
        ("429 Too Many Requests", "<h1>Too Many Requests</h1>", "rate_limit"),
        ("", '{"ret":["RGV587_ERROR::SM"]}', "rate_limit"),
        ("登录", "<form action='https://login.taobao.com/member/login.jhtml'></form>", "login"),
        ("京东-欢迎登录", "<script>location='https://passport.jd.com/new/login.aspx'</script>", "login"),
        ("404", "<h1>oops</h1>", "soft_404"),
        ("Shop", "<h1>The page you requested could not be found</h1>" + "<p>" + "more " * 20, "soft_404"),
        ("Shop", "<p>很抱歉，您访问的页面不存在</p>", "soft_404"),
        ("系统维护中", "<p>...</p>", "maintenance"),
        ("Verificación de seguridad", "<p>Confirma que eres una persona.</p>", "challenge"),
        ("Доступ ограничен: проблема с IP", "<p>Подтвердите.</p>", "challenge"),
        ("접근이 제한되었습니다", "<p>잠시 후 다시 시도해 주세요.</p>", "challenge"),
        ("Shop", "<h1>Press &amp; Hold to confirm you are a human (and not a bot).</h1>", "challenge"),
        ("提示信息", "<p>您的访问过于频繁，请稍后再试</p>", "rate_limit"),
        ("Anmelden | Kundenkonto", "<form><input type=password></form>", "login"),
        ("ログイン", "<form><input type=password></form>", "login"),
        ("Shop", "<h1>¡Hola! Para continuar, ingresa a tu cuenta</h1>", "login"),
        ("Página no encontrada", "<h1>¡Ups!</h1>", "soft_404"),
        ("ページが見つかりません", "<h1>お探しのページは見つかりませんでした。</h1>", "soft_404"),
        ("Laden", "<h1>Diese Seite existiert leider nicht mehr.</h1>", "soft_404"),
        ("Wartungsarbeiten", "<p>Unser Shop wird gerade gewartet.</p>", "maintenance"),
        ("Технические работы", "<p>Скоро вернёмся</p>", "maintenance"),
        (
            "Mantenimiento de piscinas",
            "<h1>Productos</h1><p>No hay productos en esta categoría por el momento, vuelve en primavera.</p>",
            None,
        ),
        ("Shop", "<form method=post><input type=password></form><p>请登录后查看</p>", "login"),
        ("商品", "<p>登录后才能查看商品价格</p>", "login"),
        ("Shop", "<h1>请完成安全验证</h1><p>滑动验证</p>", "challenge"),
        ("提示", "<p>请向右滑动滑块完成验证</p>", "challenge"),
        ("News", "<h1>Subscribe to continue reading</h1>", "login"),
        ("News", "<p>This article is available only for subscribers.</p>", "login"),
        ("新闻", "<p>付费后可继续阅读全文</p>", "login"),
        ("会员", "<p>登录有礼，验证新人资格后领取优惠券，订阅店铺不错过上新</p>", None),
        ("App", "<div id=root></div><script src=/a.js></script>", "empty_shell"),
        ("Shop", WORDS, None),
        ("Why every captcha fails", WORDS, None),
        ("Sign in to win", WORDS + "<a href='https://passport.jd.com'>login</a>", None),
        ("Empty category", "<h1>Teas</h1><p>There is nothing here at the moment, but more will come in spring.</p>", None),
    ],
)
def test_signs(title: str, body: str, wall: str | None) -> None:
    text = page(title, body)
    assert wall_of(text.encode(), text) == wall


LIST = "<h1>News</h1><ul><li>Ordinary words about tea, oranges and the people who grow them.</li></ul>"


@pytest.mark.parametrize(
    ("title", "wall"),
    [
        *(
            (title, "soft_404")
            for title in ("404", "404 Not Found", "Error 404", "HTTP 404", "Shop | 404", "404 - 我的小店", "404错误页面")
        ),
        *(
            (title, "soft_404")
            for title in ("404: This page could not be found", "Oops! 404", "Seite nicht da (404)", "404页面_某网")
        ),
        *(
            (title, "soft_404")
            for title in ("抱歉，404了", "您访问的页面已经不存在！", "Ошибка 404 — Магазин", "404 Fehler – Laden")
        ),
        *(
            (title, "maintenance")
            for title in ("502 Bad Gateway", "503 Service Temporarily Unavailable", "500 - Internal server error")
        ),
        *(
            (title, "maintenance")
            for title in ("系统维护公告", "网站升级维护中", "Site maintenance", "Shop: maintenance mode", "店铺正在升级")
        ),
        *((title, "challenge") for title in ("403 Forbidden", "403", "Error 403 - Shop")),
        ("429", "rate_limit"),
        *(
            (title, None)
            for title in ("404 farmers join a livestream", "404户茶农触网", "Peugeot 404 Ersatzteile", "第404期：脐橙")
        ),
        *(
            (title, None)
            for title in ("500 g Honig", "500ml 山茶油", "全国500强企业助农", "502 merchants of Enshi", "403 villages online")
        ),
        *(
            (title, None)
            for title in (
                "维护消费者权益",
                "Maintenance of tea gardens in winter",
                "产业升级中的小镇",
                "429 tons of oranges sold",
            )
        ),
    ],
)
def test_a_number_is_a_status_only_where_a_part_of_the_title_says_nothing_else(title: str, wall: str | None) -> None:
    text = page(title, LIST)
    assert wall_of(text.encode(), text) == wall


@pytest.mark.parametrize("cls", SHOPS, ids=lambda cls: cls.__name__)
@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("验证码拦截", "<script>var u='https://s.taobao.com/_____tmd_____/punish?x5secdata=1';</script>"),
        ("登录", "<form action='https://login.taobao.com/member/login.jhtml'></form>"),
    ],
)
def test_every_page_class_names_a_wall_and_yields_nothing(cls: type, title: str, body: str) -> None:
    reading = cls("https://item.taobao.com/item.htm?id=600000000002", page(title, body).encode(), SEEN, "text/html").read()
    assert reading.wall in ("challenge", "login")
    assert (reading.items, reading.links) == ([], [])


def test_what_is_shown_is_without_scripts_styles_and_tags() -> None:
    text = "<style>a{b:c}</style><p>one</p><!-- two --><script>three</script><noscript>four</noscript>five"
    assert shown_text(text) == "one five"
