"""What an announcement says, as values: its mentions, claims, promotions and livestreams. Every quote is cut from it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from pipelines.claims.article import Article, spans_of_names, take_apart
from pipelines.claims.figures import Figure, figures_of
from pipelines.claims.livestreams import Stream, streams_of
from pipelines.claims.promotions import Promoted, promotions_of, with_names
from pipelines.claims.scope import scope_of
from pipelines.claims.spotted import Mention
from pipelines.claims.trade import is_of_trade

LONGEST = 200_000
_SI = {"t": ("kg", Decimal(1000)), "kg": ("kg", Decimal(1)), "g": ("kg", Decimal("0.001")), "jin": ("kg", Decimal("0.5"))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A figure that an announcement states, as stated."""

    metric: str
    value: Decimal
    unit: str
    bound: str
    value_si: Decimal | None
    unit_si: str | None
    platform_code: str | None
    region_code: str | None
    region_text: str | None
    commodity_code: str | None
    product_text: str | None
    period_start: date | None
    period_end: date | None
    as_of: date | None
    planned: bool
    quote: str
    quote_start: int
    quote_end: int
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion:
    """A promotion that an announcement tells of, on one platform or none named."""

    platform_code: str | None
    name: str | None
    kind: str
    region_code: str | None
    starts_on: date | None
    ends_on: date | None
    announced_count: int | None
    planned: bool
    quote: str
    quote_start: int
    quote_end: int


@dataclass(frozen=True, slots=True)
class Host:
    """Who presents: a role, and the name of a public figure."""

    role: str
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Livestream:
    """A livestream that an announcement tells of."""

    platform_code: str | None
    held_on: date | None
    status: str
    region_code: str | None
    hosts: tuple[Host, ...]
    quote: str
    quote_start: int
    quote_end: int


@dataclass(slots=True)
class Told:
    """All that is read from an announcement, in the order of its text."""

    mentions: list[Mention] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    promotions: list[Promotion] = field(default_factory=list)
    livestreams: list[Livestream] = field(default_factory=list)


def read_announcement(text: str, *, language: str | None, published_on: date | None) -> Told:
    """Read an announcement.

    Args:
        text: its body, paragraphs separated by newlines.
        language: BCP 47.
        published_on: the day that relative dates count from; None leaves them out.

    """
    article = take_apart(text[:LONGEST], language=language, published_on=published_on)
    if not is_of_trade(article):
        # Places and goods of other matters are no mentions.
        return Told()
    found = [part.sentence for part in article.parts]
    goods = [(m.start, m.end) for m in article.mentions if m.kind == "commodity"]
    figures = figures_of(found, spans_of_names(article), goods)
    promotions = promotions_of(article)
    if with_names(article, promotions):
        promotions = promotions_of(article)
    return Told(
        mentions=article.mentions,
        claims=_with_headline(article, [_claim(article, figure) for figure in figures]),
        promotions=[_promotion(article, one) for one in promotions],
        livestreams=[_livestream(article, one) for one in streams_of(article)],
    )


def _with_headline(article: Article, claims: list[Claim]) -> list[Claim]:
    """The claims, those of the headline with the scope that the text gives the same figure."""
    if len(article.parts) < 3 or article.parts[0].sentence.text[-1] in "。.!?！？；;":
        return claims
    end = article.parts[0].sentence.end
    found = []
    for claim in claims:
        same = [
            other
            for other in claims
            if other.quote_start >= end and (other.metric, other.value, other.unit) == (claim.metric, claim.value, claim.unit)
        ]
        if claim.quote_start >= end or not same:
            found.append(claim)
            continue
        told = same[0]
        found.append(
            replace(
                claim,
                platform_code=told.platform_code,
                period_start=told.period_start,
                period_end=told.period_end,
                as_of=told.as_of,
                planned=told.planned,
                rules=(*claim.rules[:1], "scope: of the same figure in the text", *told.rules[1:]),
            )
        )
    return found


def _claim(article: Article, figure: Figure) -> Claim:
    number = next(n for n, part in enumerate(article.parts) if part.sentence is figure.sentence)
    scope = scope_of(article, number, figure)
    start, end = figure.sentence.place(figure.start, figure.end)
    unit = figure.verdict.unit
    value = figure.amount.value
    unit_si, factor = _SI.get(unit, ("count" if unit == "count" else None, Decimal(1)))
    return Claim(
        metric=figure.metric,
        value=value,
        unit=unit,
        bound=figure.bound,
        value_si=value * factor if unit_si else None,
        unit_si=unit_si,
        platform_code=scope.platform,
        region_code=scope.region.code if scope.region else None,
        region_text=scope.region.text if scope.region else None,
        commodity_code=scope.goods.code if scope.goods else None,
        product_text=scope.goods.text if scope.goods else None,
        period_start=scope.start,
        period_end=scope.end,
        as_of=scope.as_of,
        planned=scope.planned,
        quote=article.text[start:end],
        quote_start=start,
        quote_end=end,
        rules=(figure.verdict.rule, *scope.rules),
    )


def _promotion(article: Article, one: Promoted) -> Promotion:
    start, end = one.part.sentence.place(one.start, one.end)
    return Promotion(
        platform_code=one.platform,
        name=one.name,
        kind=one.kind,
        region_code=one.region.code if one.region else None,
        starts_on=one.starts_on,
        ends_on=one.ends_on,
        announced_count=one.count,
        planned=one.planned,
        quote=article.text[start:end],
        quote_start=start,
        quote_end=end,
    )


def _livestream(article: Article, one: Stream) -> Livestream:
    start, end = one.part.sentence.place(one.start, one.end)
    return Livestream(
        platform_code=one.platform,
        held_on=one.held_on,
        status="announced" if one.planned else "ended",
        region_code=one.region.code if one.region else None,
        hosts=tuple(Host(person.role, person.name) for person in one.hosts),
        quote=article.text[start:end],
        quote_start=start,
        quote_end=end,
    )
