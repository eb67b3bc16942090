"""How the sites show a count: exact while it is small, rounded down with a plus above."""

from __future__ import annotations


def rounded(count: int) -> tuple[str, int, int]:
    """The text, and the least and the greatest count that it stands for.

    Below 1,000 exact; to 9,999 whole thousands ("3000+"); to 99,999 one decimal of 万 ("1.2万+"); above whole 万 ("15万+").
    """
    if count < 1000:
        return str(count), count, count
    if count < 10_000:
        floor = count - count % 1000
        return f"{floor}+", floor, floor + 999
    if count < 100_000:
        floor = count - count % 1000
        return f"{floor // 1000 / 10:.1f}万+", floor, floor + 999
    floor = count - count % 10_000
    return f"{floor // 10_000}万+", floor, floor + 9999


def payers(count: int) -> str:
    """As Taobao's search shows the payers of 30 days."""
    return f"{rounded(count)[0]}人付款"
