"""Words around a number in running text: multipliers, units of money, weight, share and time, and words of a bound."""

from __future__ import annotations

import re

from pipelines.readers.patterns import near

# Multiplier words of texts; those of one letter count only behind a sign of money (`$5m`).
MULTIPLIERS: dict[str, int] = {
    "万亿": 10**12, "千亿": 10**11, "百亿": 10**10, "十亿": 10**9, "亿": 10**8, "千万": 10**7, "百万": 10**6, "十万": 10**5, "万": 10**4, "千": 10**3, "百": 100,
    "trillion": 10**12, "billion": 10**9, "million": 10**6, "hundred thousand": 10**5, "thousand": 10**3, "hundred": 100,
    "billions": 10**9, "bln": 10**9, "bn": 10**9, "mln": 10**6, "mn": 10**6, "dozen": 12, "w": 10**4, "k": 10**3,
    "crore": 10**7, "crores": 10**7, "lakh": 10**5, "lakhs": 10**5, "करोड़": 10**7, "करोड": 10**7, "लाख": 10**5, "हजार": 10**3, "हज़ार": 10**3, "सौ": 100,
    "triliun": 10**12, "miliar": 10**9, "milyar": 10**9, "juta": 10**6, "jt": 10**6, "ribu": 10**3, "rb": 10**3,
    "nghìn tỷ": 10**12, "nghìn tỉ": 10**12, "tỷ": 10**9, "tỉ": 10**9, "triệu": 10**6, "vạn": 10**4, "nghìn": 10**3, "ngàn": 10**3, "trăm": 100,
    "miliardi": 10**9, "miliardo": 10**9, "milioni": 10**6, "milione": 10**6, "mila": 10**3, "mille": 10**3,
    "ล้าน": 10**6, "แสน": 10**5, "หมื่น": 10**4, "พัน": 10**3,
}  # fmt: skip
EXACT_MULTIPLIERS = frozenset(["thousand", "hundred", "千", "百", "dozen", "ribu", "nghìn", "ngàn", "mila", "mille"])
# What something has grown to, in words.
FOLDS = {
    **dict.fromkeys(
        [
            "doubled",
            "翻了一番",
            "翻一番",
            "翻番",
            "翻了番",
            "翻倍",
            "翻了一倍",
            "raddoppiato",
            "raddoppiate",
            "tăng gấp đôi",
            "दोगुना",
            "दोगुनी",
            "दोगुने",
        ],
        2,
    ),
    **dict.fromkeys(["twofold", "two-fold", "double the", "double that", "double its", "double last", "double what"], 2),
    **dict.fromkeys(
        [
            "twice the",
            "twice as",
            "twice that",
            "twice what",
            "twice its",
            "twice his",
            "twice her",
            "twice their",
            "twice last",
        ],
        2,
    ),
    **dict.fromkeys(
        ["tripled", "trebled", "triple the", "triple that", "thrice the", "treble the", "तिगुना", "threefold", "three-fold"], 3
    ),
    **dict.fromkeys(["fivefold", "five-fold"], 5),
    **dict.fromkeys(["tenfold", "ten-fold"], 10),
    **dict.fromkeys(["quadrupled", "fourfold", "four-fold", "翻了两番", "翻两番"], 4),
}
LETTERS = {"m": 10**6, "b": 10**9, "tr": 10**6}

# Unit -> its names, behind the number.
_MONEY = {
    "CNY": "元人民币|人民币|元(?![旦素宵首老勋])|块钱|块(?![地田儿])|yuan|renminbi|rmb|cny|युआन|nhân dân tệ",
    "USD": "美元|美金|u\\.s\\. dollars?|u\\.s\\. dollar|us dollars?|american dollars?|dollars?|usd|dollari|đô la|dolar",
    "EUR": "欧元|euros?|eur",
    "HKD": "港元|港币|hong kong dollars?",
    "JPY": "日元|yen",
    "KRW": "韩元|krw",
    "THB": "泰铢|baht|thb|บาท",
    "INR": "卢比|rupees?|inr|रुपये|रुपए|रुपयों",
    "IDR": "印尼盾|rupiah|idr",
    "VND": "越南盾|đồng|vnđ|vnd|dong|đ",
    "MYR": "ringgit|林吉特",
    "PHP": "pesos?|php",
    "GBP": "英镑|pounds sterling",
}
_WEIGHT = {
    "t": "吨|metric tons?|metric tonnes?|tonnes?|tons?|mt|t|tonnellate|tonnellata|tấn|टन|ตัน",
    "kg": "公斤|千克|kilograms?|kilogrammes?|kilos?|kgs?|kilogram|chili|ki-lô-gam|किलो(?:ग्राम)?",
    "quintal": "quintals?|quintali|tạ|क्विंटल",
    "jin": "市斤|斤|jin|catties|catty",
    "g": "克(?!拉)|grams?|g",
}
_SHARE = {
    "percentage_points": "个百分点|百分点|percentage[- ]points?|percent points?|pp|điểm phần trăm|poin persen|punti percentuali",
    "%": "%|percent|per cent|pct|per cento|persen|phần trăm|प्रतिशत|फीसदी|फ़ीसदी",
    "times": "倍|times|x(?! ?\\d)|[- ]?fold|kali lipat|volte|lần|गुना",
}
_TIME = {
    "hour": "个多小时|个小时|小时|个钟头|hours?|hrs?|giờ|jam|ore|घंटे",
    "day": "个工作日|工作日|天|days?|(?:working|business) days?|ngày|hari|giorni|दिन",
    "minute": "分钟|minutes?|mins?|phút|menit|minuti|मिनट",
    "second": "秒钟|秒|seconds?|giây|detik|secondi",
    "week": "周(?!年|[一二三四五六日末])|个星期|weeks?|tuần|minggu|settimane",
    "month": "个多月|个月|months?|tháng|bulan|mesi|महीने",
    "year": "周年|年(?:间|来|内)|years?|năm|tahun|anni|साल",
}
KINDS = {
    **dict.fromkeys(_MONEY, "money"),
    **dict.fromkeys(_WEIGHT, "weight"),
    **dict.fromkeys(_SHARE, "share"),
    **dict.fromkeys(_TIME, "time"),
}
_UNITS = {**_MONEY, **_WEIGHT, **_SHARE, **_TIME}
_NAMES = sorted(
    ((alternative, unit) for unit, names in _UNITS.items() for alternative in re.split(r"\|(?![^(]*\))", names)),
    key=lambda pair: len(pair[0]),
    reverse=True,
)


def _pattern(name: str) -> str:
    # A Latin name ends with the word; an Indian or Thai one needs no end.
    return rf"{name}(?![a-zà-ỹ0-9])" if re.search(r"[a-zà-ỹđ]\??$", name) else name


_GROUPS = {unit: f"u{number}" for number, unit in enumerate(_UNITS)}
_OF_GROUP = {group: unit for unit, group in _GROUPS.items()}
UNIT = near(
    r"(?: di(?= ))?[ -]?(?:"
    + "|".join(
        f"(?P<{_GROUPS[unit]}>" + "|".join(_pattern(name) for name, of in _NAMES if of == unit) + ")"
        for unit in ["VND", *(unit for unit in _UNITS if unit != "VND")]
    )
    + ")"
)
SIGNS = {
    "us$": "USD", "hk$": "HKD", "nt$": "TWD", "s$": "SGD", "a$": "AUD", "$": "USD", "€": "EUR", "£": "GBP", "฿": "THB", "₹": "INR", "₫": "VND", "₱": "PHP",
    "¥": "CNY", "rmb": "CNY", "cny": "CNY", "rs.": "INR", "rs": "INR", "inr": "INR", "rp.": "IDR", "rp": "IDR", "idr": "IDR", "vnd": "VND", "usd": "USD", "eur": "EUR", "rm": "MYR", "人民币": "CNY", "美元": "USD",
}  # fmt: skip
# One letter is a sign of money only before a large number: P61.5 million, R74 million.
_LETTER_SIGNS = {"p": "PHP", "r": "ZAR"}
SIGN = "|".join(re.escape(sign) for sign in sorted(SIGNS, key=len, reverse=True))
SIGN += rf"|[{''.join(_LETTER_SIGNS)}](?=\d[\d.,]{{0,12}} ?(?:million|billion|bn|trillion)(?![a-z]))"
SIGNS |= _LETTER_SIGNS

AT_LEAST = (
    *("over", "more than", "upwards of", "exceeded", "exceeding", "exceeds", "exceed", "surpassed", "surpassing", "surpasses", "surpass", "topped", "topping", "tops", "at least", "above", "no less than", "not less than", "no fewer than", "passed", "passing", "in excess of", "beyond", "crossed", "crossing", "north of", "minimum of", "a minimum of", "well over", "broke through", "breaking", "broke", "broken"),
    *("超", "超过", "超过了", "超出", "突破", "突破了", "逾", "已逾", "不低于", "不少于", "至少", "破", "过", "上", "多于", "高于", "大于", "不下", "不下于", "足足", "已过", "冲破", "跨过", "迈过"),
    *("lebih dari", "melebihi", "di atas", "melampaui", "hơn", "trên", "vượt", "vượt mốc", "oltre", "più di", "piu di", "superato", "superato quota", "superata quota", "superato la soglia di", "superato i", "superato le", "superano", "superare", "से अधिक", "से ज्यादा", "มากกว่า", "กว่า"),
)  # fmt: skip
ABOUT = (
    *("nearly", "almost", "about", "around", "approximately", "some", "close to", "roughly", "an estimated", "estimated", "near", "circa", "approaching", "virtually", "approx.", "approx", "around about", "nearing"),
    *("近", "约", "大约", "约有", "约为", "将近", "接近", "大概", "差不多", "近乎", "约合", "估计", "合计约"),
    *("sekitar", "hampir", "kurang lebih", "kira-kira", "khoảng", "gần", "xấp xỉ", "ước đạt", "ước", "ước tính", "diperkirakan", "circa", "quasi", "intorno a", "लगभग", "करीब", "तकरीबन", "ประมาณ", "เกือบ"),
)  # fmt: skip
AT_MOST = (
    *("up to", "as many as", "as much as", "at most", "no more than", "not more than", "under", "below", "less than", "fewer than", "a maximum of", "maximum of", "capped at"),
    *("不到", "不超过", "至多", "最多", "低于", "不足", "少于", "未满", "不高于", "小于", "多达", "最高", "最高补贴", "最高奖励", "最高给予", "最高可补贴", "最高可享", "最高可达", "最高支持", "最高达", "最高优惠", "最高立减", "最高减", "最高可领", "最高补助"),
    *("hingga", "maksimal", "sampai", "kurang dari", "tối đa", "dưới", "lên đến", "lên tới", "giảm giá tới", "giảm tới", "giảm giá đến", "giảm đến", "fino a", "al massimo", "meno di"),
)  # fmt: skip
AFTER = {
    **dict.fromkeys(["+", "多", "余", "以上", "之上", "开外", "or more", "plus", "and more", "or above", "lebih", "trở lên", "से अधिक", "से ज्यादा", "से ज़्यादा"], "at_least"),
    **dict.fromkeys(["左右", "上下", "来", "or so", "lượt xấp xỉ", "के करीब"], "about"),
    **dict.fromkeys(["以内", "以下", "之内", "or less", "or fewer", "की छूट तक", "तक"], "at_most"),
}  # fmt: skip


def unit_of(match: re.Match[str]) -> str:
    """The unit that `UNIT` found."""
    return _OF_GROUP[str(match.lastgroup)]
