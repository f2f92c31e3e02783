"""What the validator of the registry refuses, and that nothing missing is ever shown as 0."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.factories.show_log import ShowLog, goods

from kaibo.insight import registry
from kaibo.insight.batch import statements
from kaibo.insight.engine import query
from kaibo.insight.engine.fold import Folds
from kaibo.insight.engine.state import Key
from kaibo.insight.registry import own, terms
from kaibo.insight.registry.chinese import FORMULAS

GOOD = registry.metric("gmv")
_HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.capability("EVAL-10")
@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"formula": ""}, "no formula"), ({"formula_zh": ""}, "no formula_zh"),
        ({"owner": ""}, "no owner"), ({"unit": ""}, "no unit"),
        ({"grains": ()}, "no grains"), ({"zh": ""}, "no zh"), ({"en": ""}, "no en"),
        ({"source": ""}, "no source"), ({"unit": "apples"}, "unit 'apples'"),
        ({"grains": ("galaxy",)}, "unknown grains"),
        ({"kinds": ("dance",)}, "'dance', which is no"),
        ({"compute": terms.e("dance")}, "'dance', which is no"),
        ({"compute": None}, "no formula that can be computed"),
    ],
)  # fmt: skip
def test_an_entry_that_is_no_definition_is_refused(change: dict[str, Any], told: str) -> None:
    with pytest.raises(registry.BadMetric, match=told):
        registry.check(replace(GOOD, **change))


def test_formulas_and_sources_are_told_in_chinese() -> None:
    assert FORMULAS.keys() == registry.METRICS.keys()
    assert [one.id for one in registry.METRICS.values() if not _HAN.search(one.formula_zh)] == []
    page = Path("web/src/studio/parts/metrics.ts").read_text()
    sources = {name for one in registry.METRICS.values() for name in one.source.split(", ")}
    owners = {one.owner for one in registry.METRICS.values()}
    told = {key.strip("'\"") for key in re.findall(r"""(\w+|'[^']+'|"[^"]+"): '[^']+'""", page)}
    assert sources | owners <= told


def test_what_has_no_source_is_never_a_number() -> None:
    log = ShowLog(show=7, goods=goods(), viewers=20)
    folds = Folds()
    for batch in log.batches():
        folds.add(batch.to_arrow())
    totals = query.metrics(folds.shows[Key(7, False)], log.end_ms)["totals"]
    missing = [one for one in registry.METRICS.values() if not one.is_measured]
    assert len(missing) >= 15
    for one in missing:
        assert totals.get(one.id) is None
        assert one not in statements.measured("show")
        assert all(one.missing or ()), one.id


def test_a_ratio_tells_its_denominator() -> None:
    bottom = registry.metric("conversion_rate").bottom
    assert bottom == terms.PRESENT_VIEWERS
    assert registry.metric("gmv").bottom is None
    for one in registry.METRICS.values():
        if one.unit == "percent" and one.is_measured and one.term:
            assert one.bottom is not None, one.id


def test_an_own_formula_is_exact_and_unknown_stays_unknown() -> None:
    formula = own.read("(gmv - refund_amount) / (2 * uv) - -1.5")
    assert formula.names == ("gmv", "refund_amount", "uv")
    assert formula.value({"gmv": 10, "refund_amount": 1, "uv": 3}) == 3
    assert formula.value({"gmv": 10, "refund_amount": 1, "uv": 0}) is None
    assert formula.value({"gmv": 10, "uv": 3}) is None
