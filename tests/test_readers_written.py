"""However a text is written - full-width, spaced, with signs of no width, in traditional script - its value is the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from pipelines.readers.commodities import read_commodity
from pipelines.readers.counts import read_count
from pipelines.readers.dates import read_dates
from pipelines.readers.languages import read_language
from pipelines.readers.money import read_price
from pipelines.readers.places import read_place
from pipelines.readers.platforms import read_platforms
from pipelines.readers.quantities import read_quantities
from pipelines.readers.weights import read_weight
from tests import reader_cases
from tests.readers import cases
from tests.readers.mutations import MUTATIONS, spaced_out, traditional

BASE = datetime.fromisoformat("2020-04-24T10:00+08:00")


def price(text: str, hint: str | None) -> tuple[object, ...]:
    read = read_price(text, currency=hint)
    return read.min, read.max, read.currency, read.per and read.per.replace(" ", "")


VALUES: dict[str, Callable[[str, list[Any]], object]] = {
    "prices": lambda text, case: price(text, case[1]),
    "counts": lambda text, _: (lambda r: (r.value, r.bound, r.period, r.min, r.max))(read_count(text)),
    "weights": lambda text, _: (lambda r: (r.kg_min, r.kg_max, r.kind, r.litres, r.count))(read_weight(text)),
    "dates": lambda text, _: (lambda r: (r.start, r.end, r.precision))(read_dates(text, base=BASE)),
    "platforms": lambda text, _: read_platforms(text),
    "quantities": lambda text, _: [(one.value, one.unit, one.bound) for one in read_quantities(text)],
}
NAMED: dict[str, Callable[[str], object]] = {
    "places.csv": lambda text: (lambda read: (read.code, read.candidates))(read_place(text)),
    "commodities.csv": read_commodity,
    "languages.csv": read_language,
}


@pytest.mark.parametrize("mutate", MUTATIONS, ids=lambda mutate: str(mutate.__name__))
@pytest.mark.parametrize("reader", VALUES)
def test_another_way_to_write_a_text_does_not_change_its_value(reader: str, mutate: Callable[[str], str]) -> None:
    value = VALUES[reader]
    changed = [(case[0], mutate(case[0])) for case in cases(reader) if value(case[0], case) != value(mutate(case[0]), case)]
    assert not changed


@pytest.mark.parametrize("mutate", MUTATIONS, ids=lambda mutate: str(mutate.__name__))
@pytest.mark.parametrize("name", NAMED)
def test_another_way_to_write_a_text_does_not_change_what_it_names(name: str, mutate: Callable[[str], str]) -> None:
    read = NAMED[name]
    texts = [case[0] for case in reader_cases.cases(name)]
    if mutate is spaced_out:
        # Where all signs stand apart, a space between two phrases tells nothing.
        texts = [text for text in texts if " " not in text]
    if mutate is traditional and name == "languages.csv":
        return
    assert [(text, mutate(text)) for text in texts if read(text) != read(mutate(text))] == []
