"""Words of dates in several languages: months, weekdays, days near today, units of time, and the numbers before them."""

from __future__ import annotations

import re

from pipelines.readers.numerals import WORDS, hanzi

_ENGLISH = "january february march april may june july august september october november december"
_MONTHS = {
    "en": _ENGLISH,
    "en short": "jan feb mar apr may jun jul aug sep oct nov dec",
    "id": "januari februari maret april mei juni juli agustus september oktober november desember",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "hi": "जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर",
    "hi other": "जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितम्बर अक्तूबर नवम्बर दिसम्बर",
    "th": "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม",
    "th short": "ม.ค ก.พ มี.ค เม.ย พ.ค มิ.ย ก.ค ส.ค ก.ย ต.ค พ.ย ธ.ค",
}
MONTHS = {name: number for names in _MONTHS.values() for number, name in enumerate(names.split(), 1)}
MONTHS |= {"sept": 9, "okt": 10, "agt": 8, "des": 12, "fevrier": 2, "aout": 8, "decembre": 12, "juil": 7, "dez": 12}
# The vowel signs that end in "am" are taken apart when a text is folded.
MONTHS |= {name.replace("\u0e33", "\u0e4d\u0e32"): number for name, number in MONTHS.items()}
# Names that mean a month without a day or a year beside them; "may" and "march" are also verbs.
BARE_MONTHS = frozenset(name for name in MONTHS if len(name) > 3) - {"march", "mars", "mart", "sept"}
VERBS = frozenset(["may", "march", "mar", "sat", "sun", "dec", "mai", "mei"])
MONTH = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))

_DAYS = "monday tuesday wednesday thursday friday saturday sunday"
WEEKDAYS = {name: number for number, name in enumerate(_DAYS.split(), 1)}
WEEKDAYS |= {"mon": 1, "tue": 2, "tues": 2, "wed": 3, "thu": 4, "thur": 4, "thurs": 4, "fri": 5, "sat": 6, "sun": 7}
WEEKDAYS |= dict(zip("一二三四五六日", range(1, 8), strict=True)) | {"天": 7}
WEEKDAY = "|".join(sorted((name for name in WEEKDAYS if name.isascii()), key=len, reverse=True))

# Days counted from the base, and the part of the day that the word names.
NEAR_DAYS: dict[str, tuple[int, str]] = {
    "大前天": (-3, ""),
    "前天": (-2, ""),
    "前日": (-2, ""),
    "昨天": (-1, ""),
    "昨日": (-1, ""),
    "今天": (0, ""),
    "今日": (0, ""),
    "本日": (0, ""),
    "即日": (0, ""),
    "今儿": (0, ""),
    "明天": (1, ""),
    "明日": (1, ""),
    "后天": (2, ""),
    "后日": (2, ""),
    "大后天": (3, ""),
    "今晚": (0, "pm"),
    "今夜": (0, "pm"),
    "今早": (0, "am"),
    "今晨": (0, "am"),
    "昨晚": (-1, "pm"),
    "昨夜": (-1, "pm"),
    "明晚": (1, "pm"),
    "明早": (1, "am"),
    "明晨": (1, "am"),
    "后晚": (2, "pm"),
    "前晚": (-2, "pm"),
    "the day before yesterday": (-2, ""),
    "day before yesterday": (-2, ""),
    "yesterday": (-1, ""),
    "today": (0, ""),
    "tonight": (0, "pm"),
    "last night": (-1, "pm"),
    "this morning": (0, "am"),
    "this evening": (0, "pm"),
    "this afternoon": (0, "pm"),
    "tomorrow": (1, ""),
    "day after tomorrow": (2, ""),
    "hôm nay": (0, ""),
    "hôm qua": (-1, ""),
    "ngày mai": (1, ""),
    "hari ini": (0, ""),
    "kemarin": (-1, ""),
    "besok": (1, ""),
    "oggi": (0, ""),
    "ieri": (-1, ""),
    "domani": (1, ""),
    "heute": (0, ""),
    "gestern": (-1, ""),
    "hoy": (0, ""),
    "ayer": (-1, ""),
    "aujourd'hui": (0, ""),
    "आज": (0, ""),
    "วันนี้": (0, ""),
    "เมื่อวาน": (-1, ""),
    "พรุ่งนี้": (1, ""),
}
NEAR = "|".join(sorted(map(re.escape, NEAR_DAYS), key=len, reverse=True))

UNITS = {
    **dict.fromkeys(["秒", "秒钟", "second", "sec"], "second"),
    **dict.fromkeys(["分", "分钟", "minute", "min", "phút", "menit", "minuti"], "minute"),
    **dict.fromkeys(["小时", "钟头", "hour", "hr", "giờ", "jam", "ore"], "hour"),
    **dict.fromkeys(["天", "日", "day", "ngày", "hari", "giorni"], "day"),
    **dict.fromkeys(["周", "星期", "礼拜", "week", "tuần", "minggu", "settimane"], "week"),
    **dict.fromkeys(["月", "month", "tháng", "bulan", "mesi"], "month"),
    **dict.fromkeys(["季度", "quarter"], "quarter"),
    **dict.fromkeys(["年", "year", "năm", "tahun", "anni"], "year"),
}
ZH_UNIT = "秒钟|秒|分钟|小时|钟头|天|日|周|星期|礼拜|月|季度|年"
EN_UNIT = "second|sec|minute|min|hour|hr|day|week|month|quarter|year"
_SMALL = "|".join(sorted(WORDS, key=len, reverse=True))
EN_NUMBER = rf"\d{{1,4}}|half an?|an?|a couple of|(?:{_SMALL})(?:[- ](?:{_SMALL}))?"
ZH_NUMBER = r"\d{1,4}|[一二两三四五六七八九十百半]{1,5}"


def number(text: str) -> float | None:
    """A small number in digits, hanzi or English words; 0.5 for a half; None where it is none."""
    if text.isdigit():
        return int(text)
    if text.startswith("half") or text == "半":
        return 0.5
    if text in ("a", "an"):
        return 1
    if text == "a couple of":
        return 2
    if text.isascii():
        return sum(WORDS[word] for word in re.split("[- ]", text))
    value = hanzi(text)
    return None if value is None else float(value)
