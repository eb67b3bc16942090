"""The language of a text as BCP 47: by script, by signs of one Chinese script only, by letters and words of one language."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from pipelines.readers.folding import plain_signs, simplified
from pipelines.readers.names import reference_rows
from pipelines.readers.patterns import near

LONGEST = 4_000
_SCRIPTS = (
    ("ja", re.compile("[\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fd-\u30ff\uff66-\uff9d]")),
    ("ko", re.compile("[\uac00-\ud7af\u1100-\u11ff\u3131-\u318e]")),
    ("th", re.compile("[\u0e01-\u0e3a\u0e40-\u0e4e]")),
    ("hi", re.compile("[\u0900-\u0963\u0970-\u097f]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("bn", re.compile("[\u0980-\u09ff]")),
    ("pa", re.compile("[\u0a00-\u0a7f]")),
    ("gu", re.compile("[\u0a80-\u0aff]")),
    ("ta", re.compile("[\u0b80-\u0bff]")),
    ("te", re.compile("[\u0c00-\u0c7f]")),
    ("kn", re.compile("[\u0c80-\u0cff]")),
    ("ml", re.compile("[\u0d00-\u0d7f]")),
    ("si", re.compile("[\u0d80-\u0dff]")),
    ("lo", re.compile("[\u0e80-\u0eff]")),
    ("bo", re.compile("[\u0f00-\u0fff]")),
    ("my", re.compile("[\u1000-\u109f]")),
    ("ka", re.compile("[\u10a0-\u10ff]")),
    ("am", re.compile("[\u1200-\u137f]")),
    ("km", re.compile("[\u1780-\u17ff]")),
    ("hy", re.compile("[\u0530-\u058f]")),
)
# Letters of one language among those that share a script.
_LETTERS = {
    "ar": (("ug", "[ېۇۆەۋ]"), ("ur", "[ٹڈڑےں]"), ("fa", "[پچژگ]")),
    "ru": (("kk", "[әғқңұһӘҒҚҢҰҺ]"), ("uk", "[іїєґІЇЄҐ]")),
    "hi": (("mr", "[ळ]"),),
}
_LATIN_LETTERS = (
    ("vi", "ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"),
    ("pl", "łąężźść"),
    ("cs", "řěů"),
    ("tr", "ığş"),
    ("ro", "țș"),
    ("hu", "őű"),
    ("de", "ß"),
    ("es", "ñ¿¡"),
    ("pt", "ãõ"),
    ("fr", "œ"),
)
_HAN, _LATIN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]"), re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# Most words of Malay are Indonesian too: those that are of Malay only tell it.
_KIN = ("id", "ms")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
# Units and marks are no words of any language.
_UNIT = near("[kmc]?g|m?l|lbs?|oz|[ckm]?m|x|pcs|usd|cny|rmb|eur|gbp|idr|vnd|thb|jpy|rp|ok|vip|[ap]m|no")


@lru_cache(maxsize=1)
def _one_script() -> tuple[frozenset[str], frozenset[str]]:
    """(simplified only, traditional only) signs: those that the other sides' character sets do not have."""
    pairs = simplified()
    return (
        frozenset(sign for sign in pairs.values() if not _in(sign, "big5") and not _in(sign, "cp932")),
        frozenset(sign for sign in pairs if not _in(sign, "gb2312") and _in(sign, "big5")),
    )


@lru_cache(maxsize=1)
def _words() -> dict[str, list[str]]:
    """Word -> the languages that it is of."""
    words: dict[str, list[str]] = {}
    for row in reference_rows("language_words.csv"):
        for word in row["words"].split():
            words.setdefault(word, []).append(row["language"])
    for row in reference_rows("commodities.csv"):
        for word in row["name_en"].lower().split():
            words.setdefault(word, ["en"])
    return words


@dataclass(frozen=True, slots=True)
class Language:
    """BCP 47, zh with its script; `und` where it cannot be decided."""

    code: str
    rule: str


def read_language(text: str) -> str:
    """BCP 47, zh with its script; `und` where it cannot be decided."""
    return language_of(text).code


@lru_cache(maxsize=50_000)
def language_of(text: str) -> Language:
    """The language of a text, with the rule that told it."""
    text = plain_signs(text[:LONGEST])
    han = _HAN.findall(text)
    if not text.isascii():
        for code, signs in _SCRIPTS:
            count = len(signs.findall(text))
            if count and count * 4 > len(han):
                own = next((own for own, letters in _LETTERS.get(code, ()) if re.search(letters, text)), None)
                return Language(own or code, "letters" if own else "script")
    words = [word.lower() for word in _LATIN.findall(_HAN.sub(" ", _ADDRESS.sub(" ", text)))]
    if han and len(han) * 3 >= sum(map(len, words)):
        return Language(_chinese(han), "Chinese signs")
    return _latin(text, [word for word in words if not _UNIT.fullmatch(word)])


def _chinese(han: list[str]) -> str:
    simple, traditional = _one_script()
    signs = Counter(
        "t" if sign in traditional else "s" if sign in simple else "j" if _is_japanese(sign) else "" for sign in han
    )
    if signs["j"] and not signs["s"]:
        return "ja"
    return "zh-Hant" if signs["t"] > signs["s"] else "zh-Hans"


@lru_cache(maxsize=10_000)
def _is_japanese(sign: str) -> bool:
    """Whether only Japan writes it so: 産, 県, 売."""
    # 麪 is how some write 麵.
    return sign != "麪" and _in(sign, "cp932") and not _in(sign, "gb2312") and not _in(sign, "big5")


def _latin(text: str, words: list[str]) -> Language:
    if not words:
        return Language("und", "no words")
    letters = Counter(text.lower())
    for code, own in _LATIN_LETTERS:
        if sum(letters[sign] for sign in own) * 25 > len(text):
            return Language(code, "letters")
    known = _words()
    scores = Counter(code for word in words for code in known.get(word, ()))
    if scores:
        (best, most), *others = scores.most_common(3)
        if best == _KIN[0]:
            others = [(code, count) for code, count in others if code != _KIN[1]]
        # One word that is of several languages tells nothing.
        undecided = len(words) == 1 and bool(others) and others[0][1] == most and best != "en"
        return Language("und", "a word of several languages") if undecided else Language(best, "words")
    return Language("und", "no known word")


def _in(sign: str, charset: str) -> bool:
    try:
        sign.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
