"""Currency codes: what ISO 4217 knows, and the codes by which shops mean one of them."""

from __future__ import annotations

_CODES = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLF CLP CNY
    COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD
    IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK
    MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS
    SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW
    ZWG
"""
ISO_4217 = frozenset(_CODES.split())
# Not codes, but meant as such where a field wants a code.
_MEANT = {"RMB": "CNY", "CNH": "CNY", "NTD": "TWD", "NT$": "TWD", "HK$": "HKD", "US$": "USD", "元": "CNY", "人民币": "CNY"}


def currency_code(text: str | None) -> str | None:
    """A code as ISO 4217 writes it; what is none stays as it is, for the validation to tell."""
    code = (text or "").strip().upper()
    return _MEANT.get(code, code) or None
