"""More shops in the manner of known systems: Magento, WooCommerce without its endpoint, and a bare one in two languages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape

from tests.shops.goods import CATEGORIES, Good
from tests.shops.server import Answer, Shop
from tests.shops.systems import number_of, shell


class Magento(Shop):
    """Layered navigation without end, products with and without the path of their category, prices in attributes."""

    currency = "EUR"
    sign = "€"

    def answer(self, path: str, query: Mapping[str, str]) -> Answer | None:
        name = path.strip("/").removesuffix(".html")
        if not name:
            return self._page("Home", "<main><h1>Home</h1></main>")
        if name in CATEGORIES:
            return self._list(name, query)
        good = self.find(name.rpartition("/")[2])
        return self._item(good) if good else None

    def _page(self, title: str, body: str, head: str = "") -> Answer:
        nav = "".join(f'<li class="level0"><a href="{self.origin}/{c}.html"><span>{c}</span></a></li>' for c in CATEGORIES)
        script = '<script type="text/x-magento-init">{"*": {"mage/cookies": {"expires": null}}}</script>'
        aside = f'<a href="{self.origin}/customer/account/login/">Sign In</a><a href="{self.origin}/catalogsearch/advanced/">Search</a>'
        return shell(title, f'{script}<nav class="navigation"><ul>{nav}</ul></nav>{aside}{body}', head)

    def _list(self, name: str, query: Mapping[str, str]) -> Answer:
        number = number_of(query.get("p"))
        members = self.members(name)
        tiles = ""
        for good in self.page(members, number):
            link = f"{self.origin}/{name}/{good.slug}.html" if good.number % 2 else f"{self.origin}/{good.slug}.html"
            stock = (
                '<button class="action tocart primary">Add to Cart</button>'
                if good.stock
                else '<div class="stock unavailable"><span>Out of stock</span></div>'
            )
            tiles += (
                f'<li class="item product product-item"><div class="product-item-info"><a href="{link}" class="product photo product-item-photo"><img></a>'
                f'<strong class="product name product-item-name"><a class="product-item-link" href="{link}">{good.name}</a></strong>'
                f'<div class="price-box price-final_price" data-product-id="{good.number}"><span data-price-amount="{good.price}" data-price-type="finalPrice" class="price-wrapper">'
                f'<span class="price">{self.price(good)}</span></span></div>{stock}</div></li>'
            )
        kept = "&amp;".join(f"{k}={escape(v)}" for k, v in query.items() if k != "p")
        facets = "".join(
            f'<a href="{self.origin}/{name}.html?{kept}&amp;{attribute}={value}">{value}</a>'
            for attribute in ("color", "climate", "pattern", "price") for value in ("49", "50", "10-20")
        )  # fmt: skip
        pages = "".join(
            f'<li class="item"><a class="page" href="{self.origin}/{name}.html?p={n}">{n}</a></li>'
            for n in range(1, self.last_page(members) + 1)
        )
        sorter = f'<a class="action sorter-action" href="{self.origin}/{name}.html?product_list_dir=desc&amp;product_list_order=price">x</a>'
        body = (
            f'<p class="toolbar-amount">Items <span>1</span>-<span>{self.per_page}</span> of <span>{len(members)}</span></p>{sorter}<div class="sidebar">{facets}</div>'
            f'<div class="products wrapper grid products-grid"><ol class="products list items product-items">{tiles}</ol></div><div class="pages"><ul class="pages-items">{pages}</ul></div>'
        )
        return self._page(name, body)

    def _item(self, good: Good) -> Answer:
        stock = (
            '<div class="stock available"><span>In stock</span></div>'
            if good.stock
            else '<div class="stock unavailable"><span>Out of stock</span></div>'
        )
        body = (
            f'<main id="maincontent"><div class="product-info-main"><div class="page-title-wrapper product"><h1 class="page-title"><span class="base" itemprop="name">{good.name}</span></h1></div>'
            f'<div class="product-info-price"><div class="price-box price-final_price" data-product-id="{good.number}"><span class="price-container price-final_price" itemprop="offers" itemscope itemtype="http://schema.org/Offer">'
            f'<span id="product-price-{good.number}" data-price-amount="{good.price}" data-price-type="finalPrice" class="price-wrapper"><span class="price">{self.price(good)}</span></span>'
            f'<meta itemprop="price" content="{good.price}"><meta itemprop="priceCurrency" content="EUR"></span></div></div>{stock}'
            f'<div class="product attribute sku"><div class="value" itemprop="sku">MG-{good.number}</div></div></div></main>'
        )
        return self._page(
            good.name,
            body.replace("<main", '<main itemscope itemtype="http://schema.org/Product"', 1),
            f'<link rel="canonical" href="{self.origin}/{good.slug}.html">',
        )


class Woo(Shop):
    """WooCommerce whose Store API is shut: pages in the path, attribute filters, buttons as links, a sitemap with dead entries."""

    sign = "US$"

    def answer(self, path: str, query: Mapping[str, str]) -> Answer | None:
        parts = path.strip("/").split("/")
        if path == "/robots.txt":
            return Answer(
                f"User-agent: *\nDisallow: /wp-admin/\nDisallow: /*?add-to-cart=\nSitemap: {self.origin}/wp-sitemap.xml\n",
                kind="text/plain",
            )
        if path.startswith("/wp-sitemap"):
            return self._sitemap(path)
        if parts[0] == "wp-json":
            return Answer('{"code":"rest_forbidden","data":{"status":401}}', 401, "application/json")
        if path == "/" or parts[0] == "shop":
            return self._list("all", "/shop/", number_of(parts[-1] if parts[-1].isdigit() else "1"))
        if parts[0] == "product-category" and parts[1] in CATEGORIES:
            return self._list(parts[1], f"/product-category/{parts[1]}/", number_of(parts[-1] if parts[-1].isdigit() else "1"))
        good = self.find(parts[-1]) if parts[0] == "product" else None
        return self._item(good) if good else None

    def _sitemap(self, path: str) -> Answer | None:
        if path == "/wp-sitemap.xml":
            inner = "".join(
                f"<sitemap><loc>{self.origin}/wp-sitemap-posts-{kind}-1.xml</loc></sitemap>" for kind in ("product", "page")
            )
            return Answer(
                f'<?xml version="1.0"?><sitemapindex>{inner}<sitemap><loc>{self.origin}/wp-sitemap.xml</loc></sitemap></sitemapindex>',
                kind="application/xml",
            )
        paths = (
            [f"product/{g.slug}" for g in self.goods[::3]] + ["product/sold-long-ago", "product/sold-before"]
            if "product" in path
            else ["about-us", "contact"]
        )
        return Answer(
            '<?xml version="1.0"?><urlset>' + "".join(f"<url><loc>{self.origin}/{p}/</loc></url>" for p in paths) + "</urlset>",
            kind="application/xml",
        )

    def _list(self, category: str, base: str, number: int) -> Answer | None:
        members = self.members(category)
        if number > self.last_page(members):
            return None
        tiles = "".join(
            f'<li class="product type-product post-{g.number} {"instock" if g.stock else "outofstock"}"><a href="{self.origin}/product/{g.slug}/" class="woocommerce-LoopProduct-link">'
            f'<h2 class="woocommerce-loop-product__title">{g.name}</h2><span class="price"><span class="woocommerce-Price-amount amount"><bdi>{self.price(g)}</bdi></span></span></a>'
            f'<a href="?add-to-cart={g.number}" data-product_id="{g.number}" data-product_sku="W{g.number}" class="button add_to_cart_button">Add to cart</a></li>'
            for g in self.page(members, number)
        )
        categories = "".join(
            f'<li class="cat-item"><a href="{self.origin}/product-category/{c}/">{c}</a></li>' for c in CATEGORIES
        )
        filters = "".join(
            f'<a rel="nofollow" href="{self.origin}{base}?filter_{a}={v}&amp;query_type_{a}=or">{v}</a>'
            for a in ("color", "size")
            for v in "abc"
        )
        pages = "".join(
            f'<li><a class="page-numbers" href="{self.origin}{base}page/{n}/">{n}</a></li>'
            for n in range(1, self.last_page(members) + 1)
        )
        shown = f'<p class="woocommerce-result-count">Showing 1–{self.per_page} of {len(members)} results</p>'
        body = f'<ul class="product-categories">{categories}</ul>{shown}{filters}<ul class="products columns-4">{tiles}</ul><nav class="woocommerce-pagination"><ul class="page-numbers">{pages}</ul></nav>'
        return self._page(category, body)

    def _page(self, title: str, body: str) -> Answer:
        head = '<link rel="stylesheet" href="/wp-content/plugins/woocommerce/assets/css/woocommerce.css">'
        return shell(title, f'<div class="woocommerce">{body}</div>', head)

    def _item(self, good: Good) -> Answer:
        offer = {"@type": "Offer", "priceSpecification": [{"@type": "UnitPriceSpecification", "price": str(good.price), "priceCurrency": "USD"}], "availability": f"http://schema.org/{'InStock' if good.stock else 'OutOfStock'}"}  # fmt: skip
        data = {
            "@context": "https://schema.org/",
            "@graph": [{"@type": "Product", "@id": "#product", "name": good.name, "sku": f"W{good.number}", "offers": [offer]}],
        }
        beside = f'<section class="related products"><ul class="products"><li class="product type-product post-1"><a href="{self.origin}/product/{self.goods[0].slug}/"><h2>{self.goods[0].name}</h2></a></li></ul></section>'
        body = (
            f'<div id="product-{good.number}" class="product type-product post-{good.number}"><div class="summary entry-summary"><h1 class="product_title entry-title">{good.name}</h1>'
            f'<p class="price"><span class="woocommerce-Price-amount amount">{self.price(good)}</span></p></div>{beside}</div>'
        )
        return self._page(good.name, f'{body}<script type="application/ld+json">{json.dumps(data)}</script>')


class Bare(Shop):
    """No system's marks: OpenGraph on item pages, a home page that leads to a language, the same shop in another one beside it."""

    currency, sign = "SEK", "kr "

    def answer(self, path: str, query: Mapping[str, str]) -> Answer | None:
        parts = path.strip("/").split("/")
        if path == "/":
            return Answer("", 302, headers={"Location": "/en/"})
        if parts[0] not in ("en", "sv"):
            return None
        other = f'<a href="/{"sv" if parts[0] == "en" else "en"}/{"/".join(parts[1:])}">other language</a>'
        if len(parts) == 1:
            links = "".join(f'<a href="/{parts[0]}/list/{c}">{c}</a>' for c in CATEGORIES)
            return shell("Bare", f'<div id="mainmenu">{links}</div>{other}')
        if parts[1] == "list" and parts[-1] in CATEGORIES:
            members = self.members(parts[-1])
            number = int(query.get("offset", "0")) // self.per_page + 1
            tiles = "".join(
                f'<div class="productbox"><a href="/{parts[0]}/show/{g.number}?ref={parts[-1]}">{g.name}</a></div>'
                for g in self.page(members, number)
            )
            more = (
                f'<a class="more next" href="/{parts[0]}/list/{parts[-1]}?offset={number * self.per_page}">more</a>'
                if number < self.last_page(members)
                else ""
            )
            return shell(parts[-1], f"{tiles}{more}{other}")
        good = next((g for g in self.goods if str(g.number) == parts[-1]), None) if parts[1] == "show" else None
        if good is None:
            return None
        meta = {"og:type": "product", "og:title": good.name, "product:price:amount": good.price, "product:price:currency": "SEK",
                "product:availability": "in stock" if good.stock else "out of stock", "product:retailer_item_id": f"B{good.number}"}  # fmt: skip
        head = "".join(f'<meta property="{k}" content="{v}">' for k, v in meta.items())
        return shell(good.name, f"<h1>{good.name}</h1>{other}", head)
