"""Data only: the shop systems whose markup we know, WooCommerce, Magento 1 and 2, OpenCart, django-oscar, CubeCart, Shopify."""

from __future__ import annotations

from crawler.pages.markup import Rule, System
from crawler.pages.shop_systems_hosted import HOSTED
from crawler.pages.shop_systems_more import CARTRIDGE, CUBECART, PRESTASHOP, SHUUP

WOOCOMMERCE = System(
    name="woocommerce",
    trail=".woocommerce-breadcrumb a",
    signs=("plugins/woocommerce", "woocommerce-", "wc-block-"),
    item=Rule(
        root=("div.product.type-product", "body.single-product div.product", "body.single-product main", "body.single-product"),
        title=("h1.product_title", "h1.entry-title", "h1.wp-block-post-title", "h1"),
        list_price=(
            ".summary p.price del .amount",
            ".summary .price del",
            "p.price del .amount",
            ".wc-block-components-product-price del",
        ),
        sale=(
            ".summary p.price ins .amount",
            ".summary .price ins",
            "p.price ins .amount",
            ".wc-block-components-product-price ins",
        ),
        price=(".summary p.price", ".summary .price", "p.price", ".wc-block-components-product-price"),
        native=(
            "button[name=add-to-cart]@value",
            "input[name=add-to-cart]@value",
            "form.variations_form@data-product_id",
            r"@id~product-(\d+)",
            r"@class~\bpost-(\d+)\b",
            r"@class~\bpostid-(\d+)\b",
        ),
        native_in_url=r"[?&]p=(\d+)",
        sku=(".product_meta .sku", ".sku"),
        brand=(".product_meta .posted_in.brand a", ".woocommerce-product-attributes-item--attribute_pa_brand td"),
        stock=("p.stock", ".summary .stock"),
        in_stock=("button.single_add_to_cart_button:not(.disabled)",),
        rows=("table.woocommerce-product-attributes tr", "table.shop_attributes tr"),
    ),
    tile=Rule(
        root=(
            "ul.products > li.product",
            "li.product.type-product",
            ".wc-block-grid__product",
            "li.wc-block-product",
            ".product-small.product",
        ),
        title=(
            ".woocommerce-loop-product__title",
            ".wc-block-grid__product-title",
            ".wp-block-post-title",
            ".product-title",
            "h2",
            "h3",
        ),
        link=("a.woocommerce-LoopProduct-link@href", "a.wc-block-grid__product-link@href", "h2 a@href", "h3 a@href", "a@href"),
        list_price=(".price del .amount", ".price del", ".wc-block-components-product-price del"),
        sale=(".price ins .amount", ".price ins", ".wc-block-components-product-price ins"),
        price=(".price", ".wc-block-components-product-price"),
        native=("[data-product_id]@data-product_id", "[data-product-id]@data-product-id", r"@class~\bpost-(\d+)\b"),
        sku=("[data-product_sku]@data-product_sku",),
        stock=(r"@class~\b(instock|outofstock|onbackorder)\b",),
    ),
    beside=(
        ".related",
        ".upsells",
        ".cross-sells",
        "ul.products",
        "[class*=related-products]",
        "[data-collection]",
        ".wc-block-grid",
    ),
    aside=(".related.products", ".upsells", ".cross-sells", ".widget", ".woocommerce-mini-cart"),
    categories=(".product-categories a", "li.product-category a", "nav a", ".product_meta .posted_in a"),
    item_address=r"/product/[^/]+/?(?:$|\?)",
    category_address=r"/product-category/|/shop/?(?:page/\d+/?)?(?:$|\?)",
)
MAGENTO = System(
    name="magento",
    trail=".breadcrumbs li a",
    signs=("Magento_", "mage/cookies", "data-price-type="),
    item=Rule(
        root=("body.catalog-product-view .product-info-main", ".product-info-main", "body:has(.product-info-main)"),
        title=(".page-title .base", ".page-title", "h1"),
        list_price=(
            ".product-info-price [data-price-type=oldPrice]@data-price-amount",
            ".product-info-price .old-price .price",
        ),
        sale=(
            ".product-info-price [data-price-type=finalPrice]@data-price-amount",
            ".product-info-price .special-price .price",
        ),
        price=(
            ".product-info-price [data-price-type=finalPrice]@data-price-amount",
            ".product-info-price [data-price-type=minPrice]@data-price-amount",
            ".product-info-price .price",
            ".price",
        ),
        currency=("meta[itemprop=priceCurrency]@content",),
        shown=(".product-info-price [data-price-type=finalPrice] .price", ".product-info-price .price"),
        native=(
            ".price-box[data-product-id]@data-product-id",
            "form#product_addtocart_form input[name=product]@value",
        ),
        sku=("[itemprop=sku]", ".product.attribute.sku .value"),
        out_of_stock=(".stock.unavailable",),
        in_stock=(".stock.available", "#product-addtocart-button"),
    ),
    table="#product-attribute-specs-table tr, table.additional-attributes tr",
    tile=Rule(
        root=(".products.wrapper li.product-item", "li.product-item", ".product-item"),
        title=("a.product-item-link", ".product-item-name"),
        link=("a.product-item-link@href", "a.product-item-photo@href", "a@href"),
        list_price=("[data-price-type=oldPrice]@data-price-amount", ".old-price .price"),
        sale=("[data-price-type=finalPrice]@data-price-amount", ".special-price .price"),
        price=(
            "[data-price-type=finalPrice]@data-price-amount",
            "[data-price-type=minPrice]@data-price-amount",
            ".price",
        ),
        shown=("[data-price-type=finalPrice] .price", "[data-price-type=minPrice] .price"),
        native=(".price-box[data-product-id]@data-product-id", "input[name=product]@value"),
        sku=("form[data-product-sku]@data-product-sku",),
        out_of_stock=(".stock.unavailable",),
        in_stock=("button.tocart", ".stock.available"),
    ),
    aside=(".block.related", ".block.upsell", ".block.crosssell", ".minicart-wrapper", ".sidebar"),
    categories=("nav.navigation a", ".navigation a"),
)
MAGENTO1 = System(
    name="magento1",
    trail=".breadcrumbs li a",
    signs=("skin/frontend/", "Mage.Cookies", "product-collection-image-"),
    item=Rule(
        root=(".product-view", "body.catalog-product-view"),
        title=(".product-name h1", ".product-name .h1", "h1"),
        list_price=(".product-shop .old-price .price", ".price-box .old-price .price"),
        sale=(".product-shop .special-price .price", ".price-box .special-price .price"),
        price=(".product-shop .regular-price .price", ".price-box .regular-price .price", ".price-box .price"),
        native=("input[name=product]@value", r".price-box [id^=product-price-]@id~product-price-(\d+)"),
        sku=(".product-sku .value", ".sku .value", "[itemprop=sku]"),
        out_of_stock=(".availability.out-of-stock",),
        in_stock=(".availability.in-stock", "button.btn-cart"),
        rows=("#product-attribute-specs-table tr",),
    ),
    tile=Rule(
        root=("ul.products-grid > li.item", "ol.products-list > li.item"),
        title=(".product-name a", ".product-name"),
        link=(".product-name a@href", "a.product-image@href"),
        list_price=(".old-price .price",),
        sale=(".special-price .price",),
        price=(".regular-price .price", ".price-box .price"),
        native=(
            r"[id^=product-price-]@id~product-price-(\d+)",
            r"[id^=product-minimal-price-]@id~product-minimal-price-(\d+)",
            r"[id^=product-collection-image-]@id~product-collection-image-(\d+)",
        ),
        out_of_stock=(".availability.out-of-stock",),
        in_stock=("button.btn-cart",),
    ),
    aside=(".box-related", ".box-up-sell", ".crosssell", ".block-cart", ".sidebar"),
    categories=("#nav a",),
)
OPENCART = System(
    name="opencart",
    trail=".breadcrumb a",
    signs=("catalog/view/", "route=product/", "route=common/"),
    item=Rule(
        root=("#product-product", "#product-info", "body:has(.product-info)"),
        title=("#content h1", "h1"),
        list_price=(
            "h1 ~ ul.list-unstyled .price-old",
            "h1 ~ ul.list-unstyled span[style*=line-through]",
            ".price-old",
            "ul.list-unstyled span[style*=line-through]",
        ),
        sale=("h1 ~ ul.list-unstyled .price-new", "h1 ~ ul.list-unstyled h2", ".price-new", "ul.list-unstyled h2"),
        price=(
            "h1 ~ ul.list-unstyled .price-new",
            "h1 ~ ul.list-unstyled h2",
            ".price-new",
            "ul.list-unstyled h2",
            "h1 ~ ul.list-unstyled + ul.list-unstyled li",
            ".product-info .price",
        ),
        native=("input[name=product_id]@value",),
        native_in_url=r"[?&]product_id=(\d+)",
        brand=("ul.list-unstyled a[href*=manufacturer]", ".product-info .description a"),
        stock=("h1 ~ ul.list-unstyled li:last-child",),
        rows=("h1 ~ ul.list-unstyled li", "#tab-specification tr"),
    ),
    tile=Rule(
        root=(".product-thumb",),
        title=("h4 a", ".caption a", ".description a", "h4"),
        link=("h4 a@href", ".image a@href", "a@href"),
        list_price=(".price-old",),
        sale=(".price-new",),
        price=(".price-new", ".price"),
        not_price=(".price-tax",),
        native=(
            "input[name=product_id]@value",
            r"[onclick*='cart.add']@onclick~cart\.add\(\W*(\d+)",
            r"[onclick*='wishlist.add']@onclick~wishlist\.add\(\W*(\d+)",
        ),
        native_in_url=r"[?&]product_id=(\d+)",
    ),
    beside=(".product-thumb", ".product-layout", "#tab-related"),
    aside=("#column-left", "#column-right", "#header-cart", "#cart", "#tab-related"),
    categories=("#menu a", "#column-left .list-group a", "#narbar-menu a"),
    item_address=r"route=product/product\b",
    category_address=r"route=product/category\b",
)
OSCAR = System(
    name="django-oscar",
    trail=".breadcrumb a",
    signs=('class="product_pod', 'class="product_page"', "/static/oscar/", "oscar.init", "oscar/js/"),
    item=Rule(
        root=("article.product_page",),
        title=(".product_main h1", "h1"),
        price=(".product_main .price_color", ".price_color"),
        native_in_url=r"_(\d+)/(?:$|\?|#|index)",
        stock=(".product_main .availability", ".availability"),
        rows=("table.table-striped tr",),
    ),
    tile=Rule(
        root=("article.product_pod",),
        title=("h3 a@title", "h3 a"),
        link=("h3 a@href", ".image_container a@href"),
        price=(".price_color",),
        native_in_url=r"_(\d+)/(?:$|\?|#|index)",
        stock=(".availability",),
    ),
    beside=("article.product_pod",),
    aside=("article.product_page", ".promotion_single"),
    categories=(".side_categories a", ".nav-list a", ".dropdown-menu a", ".navbar a[href*=category]"),
    item_address=r"/catalogue/(?!category/|reviews/|page-)[^/]+_\d+/",
    category_address=r"/catalogue/(?:category/|$|\?)",
)
SHOPIFY = System(
    name="shopify",
    signs=("cdn.shopify.com", "Shopify.theme", "Shopify.shop", "Shopify.currency", "/cdn/shop/"),
    item=Rule(
        root=("body",),
        title=("main h1", "h1"),
        price=(
            "[data-product-price]",
            "[itemprop=price]",
            "main .price--on-sale .price-item--sale",
            "product-info .price--on-sale .price-item--sale",
            "main .price-item--regular",
            "product-info .price-item--regular",
            "#ProductPrice",
        ),
    ),
    aside=(
        "header",
        "footer",
        "[id*=cart]",
        "[class*=cart-drawer]",
        "[id*=recommend]",
        "[class*=recommend]",
        "[class*=recently]",
    ),
    categories=("nav a", "header a"),
    item_address=r"/products/[^/?#]+/?(?:$|\?|#)",
    category_address=r"/collections/[^/?#]+/?(?:$|\?|#)",
)
# Magento 1 first: its pages hold a sign of Magento 2 (js/mage/cookies.js).
SYSTEMS = (WOOCOMMERCE, MAGENTO1, MAGENTO, OPENCART, OSCAR, CUBECART, SHOPIFY, PRESTASHOP, CARTRIDGE, SHUUP, *HOSTED)


SIGNS = tuple(sign for system in SYSTEMS for sign in system.signs)


def system_of(found: frozenset[str]) -> System | None:
    """The system of a page that holds these of the signs."""
    return next((system for system in SYSTEMS if not found.isdisjoint(system.signs)), None)
