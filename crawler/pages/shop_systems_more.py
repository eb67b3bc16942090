"""Further shop systems whose markup we know: PrestaShop 1.7 and later, Cartridge (Mezzanine). Data only."""

from __future__ import annotations

from crawler.pages.markup import Rule, System

PRESTASHOP = System(
    name="prestashop",
    trail="nav.breadcrumb a",
    signs=("var prestashop", 'content="PrestaShop"', "blockcart-modal"),
    item=Rule(
        root=("body#product", "#main[itemtype$=Product]", "body.page-product", "body:has(.current-price)"),
        title=("h1[itemprop=name]", "h1.product-detail-name", "h1.h1", "h1"),
        list_price=(".product-discount .regular-price", ".product-prices .regular-price", "#old_price_display .price"),
        # As shown, for its sign: the bare number beside it has none.
        sale=(".current-price .current-price-value", ".current-price [itemprop=price]", ".current-price", "#our_price_display"),
        price=(
            ".current-price .current-price-value",
            ".current-price [itemprop=price]",
            ".current-price",
            "#our_price_display",
        ),
        currency=("meta[itemprop=priceCurrency]@content",),
        native=("input#product_page_product_id@value", "input[name=id_product]@value"),
        native_in_url=r"/(\d+)-[^/?#]*\.html",
        sku=(".product-reference span", "[itemprop=sku]"),
        brand=(".product-manufacturer a", ".product-manufacturer img@alt"),
        out_of_stock=(".product-unavailable", "button.add-to-cart[disabled]"),
        stock=("#product-availability",),
        in_stock=(".product-available", "button.add-to-cart:not([disabled])"),
        rows=("dl.data-sheet",),
    ),
    tile=Rule(
        root=("article.product-miniature", ".js-product-miniature", ".product_list .product-container"),
        title=(".product-title a", "h2 a", "h3 a", ".product-name"),
        link=(".product-title a@href", "h2 a@href", "h3 a@href", "a.thumbnail@href", "a@href"),
        list_price=(".regular-price", ".old-price"),
        sale=(".price",),
        price=(".price", ".product-price"),
        native=("@data-id-product",),
        out_of_stock=(".product-flag.out_of_stock", ".out-of-stock"),
        stock=(".product-availability",),
    ),
    beside=("article.product-miniature", ".product-accessories", ".featured-products"),
    aside=("#blockcart-modal", ".featured-products", ".product-accessories", ".crossselling"),
    categories=("#_desktop_top_menu a", ".top-menu a", ".category-sub-menu a", ".subcategories a", "#subcategories a"),
)
CARTRIDGE = System(
    name="cartridge",
    trail="ul.breadcrumb a",
    signs=('id="add-cart"', "cartridge.jupo.org", "navlist-menu-level-"),
    item=Rule(
        root=("body:has(#add-cart)", "body:has(.middle > .error-msg)"),
        title=("h1",),
        list_price=("#variations .old-price",),
        sale=("#variations .price",),
        price=("#variations .price",),
        native_in_url=r"/product/([^/?#]+)/?(?:$|[?#])",
        sku=(r"#variations li@id~^variation-(.+)",),
        out_of_stock=(".middle > .error-msg",),
        in_stock=("#add-cart [name=add_cart]",),
    ),
    tile=Rule(
        root=(".product-list .product-thumb",),
        title=("h6", "h5", "h4"),
        link=("a.thumbnail@href", "a@href"),
        list_price=(".old-price",),
        sale=(".price",),
        price=(".price",),
        native_in_url=r"/product/([^/?#]+)/?(?:$|[?#])",
    ),
    beside=(".product-list",),
    aside=(".user-panel",),
    categories=(".navbar-nav a", "ul.navlist-menu-level-0 a", ".product-list .category a"),
    item_address=r"/product/[^/?#]+/?(?:$|[?#])",
)
