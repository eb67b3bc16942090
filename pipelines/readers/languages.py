"""The language of a text as BCP 47, by script, by characters of one Chinese script only, and by function words."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

import opencc

LONGEST = 4_000
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af\u1100-\u11ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
)
_HAN, _LATIN = re.compile("[\u4e00-\u9fff]"), re.compile(r"[^\W\d_]+")
_WORDS: dict[str, frozenset[str]] = {
    "en": frozenset(
        [
            "the",
            "of",
            "and",
            "to",
            "in",
            "for",
            "with",
            "on",
            "from",
            "by",
            "is",
            "are",
            "was",
            "were",
            "that",
            "this",
            "at",
            "as",
            "has",
            "have",
            "sold",
            "over",
            "more",
            "than",
            "its",
        ]
    ),
    "id": frozenset(
        [
            "yang",
            "dan",
            "di",
            "untuk",
            "dengan",
            "dari",
            "pada",
            "ini",
            "itu",
            "adalah",
            "juga",
            "akan",
            "oleh",
            "dalam",
            "ke",
            "terjual",
            "produk",
            "telah",
        ]
    ),
    "ms": frozenset(
        [
            "yang",
            "dan",
            "di",
            "untuk",
            "dengan",
            "daripada",
            "pada",
            "ini",
            "itu",
            "ialah",
            "juga",
            "akan",
            "oleh",
            "dalam",
            "ke",
            "boleh",
            "telah",
            "ringgit",
        ]
    ),
    "it": frozenset(
        [
            "il",
            "lo",
            "la",
            "i",
            "gli",
            "le",
            "di",
            "e",
            "che",
            "in",
            "un",
            "una",
            "per",
            "con",
            "del",
            "della",
            "dei",
            "delle",
            "sono",
            "più",
            "non",
        ]
    ),
    "es": frozenset(
        ["el", "la", "los", "las", "de", "y", "que", "en", "un", "una", "por", "con", "del", "se", "para", "es", "más", "no"]
    ),
    "fr": frozenset(
        [
            "le",
            "la",
            "les",
            "des",
            "de",
            "et",
            "que",
            "en",
            "un",
            "une",
            "pour",
            "avec",
            "du",
            "est",
            "dans",
            "plus",
            "ne",
            "pas",
            "sur",
            "au",
        ]
    ),
    "de": frozenset(
        [
            "der",
            "die",
            "das",
            "und",
            "in",
            "den",
            "von",
            "zu",
            "mit",
            "für",
            "ist",
            "im",
            "auf",
            "nicht",
            "ein",
            "eine",
            "des",
            "dem",
        ]
    ),
    "pt": frozenset(
        [
            "o",
            "a",
            "os",
            "as",
            "de",
            "e",
            "que",
            "em",
            "um",
            "uma",
            "por",
            "com",
            "do",
            "da",
            "dos",
            "das",
            "para",
            "não",
            "mais",
        ]
    ),
}
_VIETNAMESE = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)


@lru_cache(maxsize=1)
def _one_script() -> tuple[frozenset[str], frozenset[str]]:
    """(simplified only, traditional only) characters, from OpenCC's tables."""
    signs = [chr(point) for point in range(0x4E00, 0xA000)]
    joined = "\n".join(signs)
    to_simple = opencc.OpenCC("t2s").convert(joined).split("\n")
    to_traditional = opencc.OpenCC("s2t").convert(joined).split("\n")
    traditional = {a for a, b in zip(signs, to_simple, strict=True) if a != b}
    return frozenset(a for a, b in zip(signs, to_traditional, strict=True) if a != b and a not in traditional), frozenset(
        traditional
    )


def read_language(text: str) -> str:
    """BCP 47, zh with its script; `und` where it cannot be decided, `mul` where Chinese and English are as much."""
    text = text[:LONGEST]
    for code, signs in _SCRIPTS:
        if len(signs.findall(text)) * 4 > len(_HAN.findall(text)) + 1 and signs.search(text):
            return code
    han, words = _HAN.findall(text), [w.lower() for w in _LATIN.findall(_HAN.sub(" ", text))]
    letters = sum(map(len, words))
    if han and len(han) * 3 >= letters:
        return _chinese(han)
    if not words:
        return "und"
    if _VIETNAMESE.search(text) and len(_VIETNAMESE.findall(text)) * 12 > letters:
        return "vi"
    return _latin(words, bool(han))


def _chinese(han: list[str]) -> str:
    simple, traditional = _one_script()
    signs = Counter("t" if sign in traditional else "s" if sign in simple else "" for sign in han)
    return "zh-Hant" if signs["t"] > signs["s"] else "zh-Hans"


def _latin(words: list[str], with_han: bool) -> str:
    scores = {code: sum(word in known for word in words) for code, known in _WORDS.items()}
    best = max(scores, key=lambda code: scores[code])
    if scores[best] == 0:
        # No function word: plain ASCII words are English where there are several, else anyone's.
        ascii_words = [w for w in words if w.isascii() and len(w) > 1]
        return "en" if len(ascii_words) >= 2 and not with_han else "und"
    return best
