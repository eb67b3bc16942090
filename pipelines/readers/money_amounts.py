"""Amounts of money in a text, each with its currency, the quantity it is for and the label beside it; conditions are none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from pipelines.readers.currencies import BEFORE, CODES, SIGN, meant, value
from pipelines.readers.numerals import HANZI, hanzi
from pipelines.readers.patterns import REACH, WHOLE, each, near

_AMOUNT = (
    r"\d{1,3}(?:,\d{2,3}){1,4}(?:\.\d{1,2})?(?!\d)|\d{1,3}(?:\.\d{3}){1,4}(?:,\d{1,2})?(?!\d)|\d{1,3}(?:'\d{3}){1,4}(?:\.\d{1,2})?(?!\d)"
    r"|\d{1,3}(?: \d{3}){1,3}(?:[.,]\d{1,2})?(?= ?(?:€|₽|руб|р\.|kr|zł|kč|₴|₫|đ|грн|₸|лв|(?:ft|tl|lei)(?![a-z])))|(?:(?<=[₽€])|(?<=[₽€] ))\d{1,3}(?: \d{3}){1,3}(?:,\d{1,2})?(?!\d)|\d{1,12}(?:[.,]\d{1,4})?|(?<=[¥$€£])\.\d{1,2}"
)
_UNITS = (
    "公斤|千克|斤|克|两|吨|kg|kilograms?|kilos?|grams?|gr|g|jin|catty|catties|chilo|etto|dozen|pounds?|lbs?|ounces?|oz|ml|毫升|升|l|袋|盒|箱|瓶|罐|个|件|枚|只|包(?!邮)|份|张|支|条|颗|桶|听|碗|套|组|提|对|双|片|块(?!钱)"
    "|pieces?|packs?|boxe?s?|bags?|bottles?|pcs|pc|each|unit|กก|กิโลกรัม|กิโล|ชิ้น|กล่อง|ถุง|hộp|gói|chai|cái|buah|ekor|ikat|butir|pcs|bungkus|quả|trái|किलो|กรัม|ลิตร"
)
_QUANTITY = rf"(?:(?:\d+(?:\.\d+)?|[一二两三四五六七八九十半]{{1,3}}) ?)?(?:{_UNITS})(?![a-z])"
_COUNTED = rf"(?:\d+(?:\.\d+)? ?|[一二两三四五六七八九十半]{{1,3}})(?:{_UNITS})(?![a-z])"
_BIG = {
    "万": 10_000,
    "w": 10_000,
    "million": 10**6,
    "billion": 10**9,
    "thousand": 1_000,
    "亿": 10**8,
    "k": 1_000,
    "rb": 1_000,
    "ribu": 1_000,
    "jt": 10**6,
    "juta": 10**6,
    "nghìn": 1_000,
    "ngàn": 1_000,
    "triệu": 10**6,
}
_PRICE = near(
    rf"(?<![\d.,])(?P<amount>{_AMOUNT})(?:,-{{1,2}}|\.-)? ?(?P<big>(?:{'|'.join(_BIG)})(?![a-zč]))?(?P<rest>(?<=万) ?\d(?= ?[元块]))?"
    rf"(?: ?(?P<after>{SIGN}))?(?:(?:(?<=[元块])|(?<=块) (?=\d ?(?:$|[角毛]|包邮))|(?<=元) (?=\d ?[角毛]))(?P<dime>\d)(?!\d| ?(?:{_UNITS}))(?: ?[角毛])?|(?P<coin>[角毛]))?"
    rf"(?P<tail>起? ?(?:/|每|per |a |al |all'|al? l'|por |pro |je |mỗi )(?: ?(?P<per>{_QUANTITY})))?"
)
_SIGN_BEFORE = near(rf"(?<![a-z\d])(?:{BEFORE})\.? ?$|[¥$€£₫฿₹₩₱₽] ?$")
_SIGN_ENDS = frozenset(sign[-1] for sign in [*CODES, *"¥$€£₫฿₹₩₱₽. "])
_CODE_BEFORE = near(r"(?<![a-z])(cad|usd|aud|sgd|hkd|twd|nzd|mxn|rmb|cny|jpy|us) ?[$¥] ?$")
_OTHER_DOLLAR = near(r"(?<![a-z])[a-z]{1,2}\$ ?$")
_HANZI = near(rf"(?<![\d.第几数])({HANZI})([块元角毛])(?:([一二三四五六七八九])[角毛]?)?(?:钱)?(?!儿)")
_HANZI_MONEY = re.compile("[块元角毛]")
_DIGITS, _NUMERALS = frozenset("0123456789."), frozenset("零〇一二两三四五六七八九十百千万亿半")
_PER_BEHIND = near(rf" ?(?:包邮|任选|抢|得|买|到手|[(])? ?(?P<per>{_COUNTED})(?! ?起)")
_PER_BEFORE = near(
    rf"(?:每(?P<each>{_UNITS})|(?<![售销量存])(?<![售销量存] )(?P<per>{_COUNTED}))装?[:/]? ?(?:只要|仅售?|仅需|[只现特]售|特价|到手价?|券后价?|秒杀价?|售价|价格?)?[:]? ?$"
)
# What tells of conditions, reductions, costs and counts, none of them a price.
_MONEY = r"(?:[¥$€£₫฿]|rp\.?|rm|us\$)? ?\d{1,9}(?:[.,]\d{1,9}){0,4}(?: ?(?:元|块|đ|₫|k(?![a-z])|บาท))?"
CONDITION = near(
    rf"每?满 ?[¥$]? ?\d{{1,9}}(?:\.\d{{1,9}})? ?(?:元|件|份|盒)? ?(?:立?减|省|送|享|打|用|可用|包邮|使用|起送|返|赠|再|即)(?: ?{_MONEY})?|第 ?[二三2-9] ?件 ?(?:{_MONEY}|半价|\d(?:\.\d)?折|免费)?"
    rf"|\+? ?(?:(?<![含免])运费|邮费|快递费?|配送费|押金|首付|shipping|delivery|ongkir|postage)(?: fee)?:? ?{_MONEY}|\+ ?{_MONEY} (?:shipping|delivery|postage|s&h)"
    rf"|(?:优惠券|优惠|券|红包|立减|立省|节省|省|减|返现?|[直已立]?降|(?<!百亿)补贴|津贴|抵扣?|赠|可减|下单减) ?{_MONEY}|(?:¥ ?)?\d{{1,9}}(?:\.\d{{1,9}})? ?元?(?:优惠券|红包|津贴|券(?!后)|无门槛|补贴)"
    r"|\d{1,9}(?:\.\d{1,9})? ?折|\d{1,9} ?期(?:免息)?|\d{1,9} ?积分|(?:每期|月供) ?[¥$]? ?\d{1,9}(?:\.\d{1,9})?|(?<![a-z])[x×*] ?[¥$] ?\d{1,9}(?:\.\d{1,9})?|满 ?\d{1,9} ?元?-\d{1,9}|\d{1,9}(?:\.\d{1,9})?%|buy \d{1,9} get \d{1,9}(?: free)?|买 ?\d{1,9} ?[送赠] ?\d{1,9}|[买满拍]\d{1,9}件"
    rf"|(?:save|diskon|hemat|giảm(?: giá)?|ลด) ?{_MONEY}|{_MONEY} off\b|coupon ?:? ?{_MONEY}"
    r"|(?:已售|月销量?|销量|已拼|热销|库存|限量|仅剩|评价|评分) ?:? ?\d[\d.,]{0,12}(?:万|w|k)?\+?|\d[\d.,]{0,12}(?:万|w|k)?\+? ?(?:人付款|人|sold|terjual|đã bán|reviews?|ratings?|条评价|评价)"
    r"|双1[12]|(?<![\d.,¥$€£₫฿])(?<![¥$€£₫฿] )618(?![\d元块%]|[.,]\d| [元块])|(?<!\d)\d{1,2}\.\d{1,2}(?=大促)|\d{1,2}月\d{1,2}日?|\d{1,2}:\d\d"
)
# What one may begin with.
CONDITION_STARTS = frozenset(
    "每满第+运邮快配押首优券红立节省减返直已降补津抵赠可下月销热库限仅评双买拍x×*¥$€£₫฿ล0123456789sdophgcbru"
)
# What every condition holds one of.
MAY_HOLD_CONDITION = near(
    r"[满第券红省减返降贴抵赠折期积%买拍月销售库评限仅双付押首邮快配人供:×*+]|x ?[¥$]|618|大促|热|拼|费|off|save|buy|coupon|shipping|delivery|postage|ongkir|diskon|hemat|giảm|ลด|sold|terjual|đã|review|rating"
)
# What every masked price holds one of.
MASKS = frozenset("?*_x")
MASKED = near(
    r"[¥$€£] ?\d{0,6}(?:[?]{1,6}|[*_]{2,6}|[*_](?=[.\d])|x{1,4}(?=[.\d?*]|元|$| ))|\d{0,6}[?]{1,6}(?:\.?\d|元|\?)|\d[?]|(?<![\da-z\u4e00-\u9fff])x{1,3}\.\d|[?*]{2,6}元",
    WHOLE,
)
_LABELS = (
    (
        "was",
        r"原价|吊牌价|市场价|专柜价|划线价|日常价|参考价|指导价|单买价|单独购买价?|零售价|官方价|门市价|定价|正价|普通价|非会员价|门店价|was|list price|regular(?: price)?|original(?: price)?(?: was)?"
        r"|rrp|msrp|retail(?: price)?|compare(?:d)? at|giá gốc|harga (?:asli|normal|awal)|ราคา(?:เดิม|ปกติ)|uvp|statt|antes|prima",
    ),
    ("deposit", r"定金|订金|预付款?|deposit"),
    ("balance", r"尾款"),
    ("coupon", r"券后价?|用券后?|领券价|券后到手价?"),
    ("member", r"会员价|plus价|vip价?|member(?:'s)? price"),
    ("presale", r"预售(?:到手)?价|预售"),
    (
        "promotion",
        r"到手价?|活动价|促销价|秒杀价?|拼[单团]价?|聚划算价?|团购价|抢购价|特价|折后价?|现价|优惠价|直播间?价|专享价|百亿补贴价?|now|sale(?: price)?|deal(?: price)?"
        r"|(?:current )?price is|harga (?:promo|diskon)|giá (?:khuyến mãi|bán|sale)|ราคา(?:โปร|พิเศษ)|[\d一-鿿]{0,3}(?:新人|首单|专享|11|12|618|大促|限时|爆款|秒杀|惊喜|粉丝|内购|福利|补贴|开抢|闪购|尝鲜)价",
    ),
    ("shelf", r"[一-鿿]{1,3}价|售价|价格?|本店价|总价|全款|合计|price|harga|giá|ราคา"),
)
_LABEL = near(
    "(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _LABELS)
    + r") ?(?:[:]| is)? ?(?:仅需?|只要|只需|低至|约|为|only)? ?$"
)
_WORDS = re.compile("[^\\W\\d_]")
_SHELF = near(r"(?:售价|价格|本店价|总价|全款|合计)[:]? ?(?:仅需?|只要|约|为)? ?$")


@dataclass(slots=True)
class Amount:
    """An amount of money; `start` and `end` are offsets of the text in which it was found."""

    start: int
    end: int
    amount: Decimal
    currency: str
    """'' where neither a sign nor a hint says."""
    signed: bool
    per: str | None
    label: str | None
    bracketed: bool = False
    open_end: bool = False


def amounts_of(text: str, hint: str | None) -> list[Amount]:
    """All amounts of a folded text in lower case, in order; numbers of goods and lengths of time are none."""
    found = [amount for match in each(_PRICE, text, _DIGITS) if (amount := _amount(match, text, hint)) is not None]
    if _HANZI_MONEY.search(text):
        found += [amount for match in each(_HANZI, text, _NUMERALS) if (amount := _worded(match, text, hint)) is not None]
        found.sort(key=lambda amount: amount.start)
    return found


_NO_PRICE_BEHIND = near(rf" ?(?:{_UNITS}|[年月日号天点时分折期倍码寸层度]|小时|cm|mm|gb|tb|w(?![a-z])|v(?![a-z]))(?![a-z])")


def _amount(match: re.Match[str], text: str, hint: str | None) -> Amount | None:
    start, end = match.start(), match.end()
    before = text[max(0, start - 24) : start]
    sign = _SIGN_BEFORE.search(text, max(0, start - 12), start) if start and text[start - 1] in _SIGN_ENDS else None
    ahead = sign[0].strip() if sign else ""
    coded = _CODE_BEFORE.search(before) if ahead in ("$", "¥") else None
    if coded:
        sign, ahead = coded, coded[1] if coded[1] != "us" else "us$"
    elif ahead == "$" and _OTHER_DOLLAR.search(before):
        return None
    after = match["after"] or ""
    if (
        not ahead
        and not after
        and not match["coin"]
        and not match["tail"]
        and _NO_PRICE_BEHIND.match(text, at := match.end("big") if match["big"] else match.end("amount"), at + REACH)
    ):
        return None
    currency = meant(after, hint) if after and ahead in ("", "$", "¥") else meant(ahead, hint)
    amount = value(match["amount"], currency)
    if amount is None:
        return None
    if match["dime"]:
        amount += Decimal(match["dime"]) / 10
    if match["coin"]:
        amount, after, currency = amount / 10, "角", "CNY"
    if match["big"]:
        amount *= _BIG[match["big"]]
    if match["rest"]:
        amount += int(match["rest"]) * 1_000
    first = start - len(sign[0]) if sign else start
    one = Amount(first, end, amount, currency, bool(ahead or after), match["per"], None)
    _placed(one, text, tail=bool(match["tail"]))
    one.open_end = bool(match["tail"] and match["tail"].startswith("起"))
    return one


def _placed(one: Amount, text: str, *, tail: bool) -> None:
    """The label, the quantity and the bracket that stand beside an amount."""
    before = text[max(0, one.start - 24) : one.start]
    told = _WORDS.search(before) is not None
    label = _LABEL.search(before) if told else None
    if label is not None:
        name = label.lastgroup
        one.label = "shelf" if name == "promotion" and _SHELF.search(before) else name
    one.bracketed = "(" in before and before.rfind("(") > before.rfind(")")
    if one.per is None and not tail:
        behind, ahead = _PER_BEHIND.match(text, one.end, one.end + REACH), _PER_BEFORE.search(before) if told else None
        if one.signed:
            one.per = (ahead["each"] or ahead["per"]) if ahead else (behind["per"] if behind else None)
        elif ahead:
            one.per = ahead["each"]
    if one.per is not None:
        one.per = one.per.strip()


def _worded(match: re.Match[str], text: str, hint: str | None) -> Amount | None:
    """十二块八, 一百二十八元; a unit by itself (百元) is no number."""
    whole, dimes = hanzi(match[1]), hanzi(match[3]) if match[3] else None
    if whole is None or match[1][0] in "百千万亿半〇" or (match[2] == "块" and whole == 1 and dimes is None):
        return None
    if match[2] in "角毛":
        whole, dimes = whole / 10, dimes / 10 if dimes is not None else None
    one = Amount(match.start(), match.end(), whole + (dimes or Decimal(0)) / 10, meant("元", hint), True, None, None)
    _placed(one, text, tail=False)
    return one
