"""Reading and writing product sheets."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaibo.catalog.contracts import ProductDraft, SkuDraft
from kaibo.catalog.rules import cells
from kaibo.catalog.rules.check import CODE, problems_of
from kaibo.catalog.rules.sheet import HEADERS, read_rows

HEADER = ["商品编码", "商品名称", "SKU编码", "规格", "日常价", "成本", "入库数量"]


def row(code: str = "A1", name: str = "毛巾", sku: str = "A1-1", price: str = "39.9") -> list[str]:
    return [code, name, sku, "蓝", price, "12", "5"]


def test_a_good_sheet_groups_rows_by_product() -> None:
    reading = read_rows(
        [HEADER, row(), row(name="", sku="A1-2"), row("B1", "枕头", "B1-1", "￥199")]
    )
    assert reading.bad == []
    assert [(each.draft.code, len(each.draft.skus)) for each in reading.good] == [
        ("A1", 2),
        ("B1", 1),
    ]
    assert reading.good[1].draft.skus[0] == SkuDraft("B1-1", 19900, name="蓝", cost=1200)
    assert reading.good[0].stock == {"A1-1": 5, "A1-2": 5}


def test_bad_cells_are_all_listed_and_good_products_are_kept() -> None:
    table = [
        HEADER,
        row(),
        ["B1", "枕头", "B1-1", "", "十元", "-3", "1.5"],
        row("C1", "", "C1-1"),
        ["", "没编码", "D1", "", "10", "", ""],
        ["", "", "", "", "", "", ""],
        row("E1", "灯", "E1-1"),
        row("E1", "台灯", "E1-2"),
    ]
    reading = read_rows(table)
    assert [each.draft.code for each in reading.good] == ["A1"]
    assert {(each.line, each.column) for each in reading.bad} == {
        *((3, "日常价"), (3, "成本"), (3, "入库数量")),
        *((4, "商品名称"), (5, "商品编码"), (8, "商品名称")),
    }
    assert reading.lost_lines == [3, 4, 5, 7, 8]
    assert reading.rows == 6
    price = next(each for each in reading.bad if each.column == "日常价")
    assert price.value == "十元"
    assert "129.50" in price.message


def test_a_missing_name_is_told_together_with_the_other_mistakes() -> None:
    reading = read_rows([HEADER, ["A1", "", "A1-1", "", "贵", "", ""]])
    assert {each.column for each in reading.bad} == {"商品名称", "日常价"}


@pytest.mark.parametrize(
    ("header", "column"),
    [
        (["商品编码", "商品名称", "SKU编码"], "日常价"),
        ([*HEADER, "售价"], "日常价"),
        ([], "商品编码"),
    ],
)
def test_a_wrong_header_is_one_clear_complaint(header: list[str], column: str) -> None:
    reading = read_rows([header, row()])
    assert reading.good == []
    assert (1, column) in {(each.line, each.column) for each in reading.bad}


def test_headers_may_be_written_in_other_ways() -> None:
    reading = read_rows(
        [["product code", " 品名 ", "sku code", "价格"], ["A1", "毛巾", "A1-1", "10"]]
    )
    assert reading.bad == []
    assert reading.good[0].draft.skus[0].daily_price == 1000


def test_the_columns_of_bundles_pre_sale_and_promises_are_read() -> None:
    header = [
        *HEADER, "类目", "需求场景", "属性", "赠品", "预售发货日", "组合明细", "功效声明",
        "上市日期",
    ]  # fmt: skip
    more = [
        "家居 > 家纺", "送礼、宿舍", "颜色：蓝；尺码:L", "否", "2026/12/1", "T-1×2; B-1",
        "A 类可用|报告 031; 不掉色", "2026年11月2日",
    ]  # fmt: skip
    reading = read_rows([header, row() + more])
    assert reading.bad == []
    draft = reading.good[0].draft
    assert (draft.category, draft.needs) == ("家居 > 家纺", ["送礼", "宿舍"])
    assert draft.claims == [
        {"text": "A 类可用", "proof": "报告 031"},
        {"text": "不掉色", "proof": ""},
    ]
    assert draft.launched_on == date(2026, 11, 2)
    sku = draft.skus[0]
    assert (sku.attributes, sku.components) == ({"颜色": "蓝", "尺码": "L"}, {"T-1": 2, "B-1": 1})
    assert sku.presale_ships_at == datetime(2026, 11, 30, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("column", "text", "remedy"),
    [
        ("属性", "蓝色", "颜色:雾蓝"),
        ("赠品", "也许", "是 或 否"),
        ("预售发货日", "下个月", "2026-11-23"),
        ("上市日期", "2026-02-31", "2026-11-23"),
        ("组合明细", "T-1×很多", "T-1×2"),
        ("组合明细", "T-1×0", "1 到 99"),
        ("类目", "一/二/三/四/五", "最多 4 级"),
    ],
)
def test_a_wrong_cell_names_its_value_and_what_to_write(
    column: str, text: str, remedy: str
) -> None:
    reading = read_rows([[*HEADER, column], [*row(), text]])
    assert reading.good == []
    assert reading.bad[0].value
    assert remedy in reading.bad[0].message


@given(st.dictionaries(st.from_regex(CODE, fullmatch=True), st.integers(1, 99), max_size=6))
def test_components_come_back(parts: dict[str, int]) -> None:
    assert cells.components(cells.components_text(parts) or "无") == parts


TEXTS = st.text(max_size=12)


@given(st.lists(st.lists(TEXTS, max_size=34), max_size=12))
def test_any_table_is_read_without_failing_and_no_row_is_forgotten(rows: list[list[str]]) -> None:
    reading = read_rows([HEADERS, *rows])
    kept = sorted(line for each in reading.good for line in each.lines)
    lines = [
        line for line, cell in enumerate(rows, 2) if any(map(cells.clean, cell[: len(HEADERS)]))
    ]
    assert sorted(kept + reading.lost_lines) == lines
    assert all(each.message for each in reading.bad)
    assert bool(reading.lost_lines) <= bool(reading.bad)
    assert all(problems_of(each.draft) == [] for each in reading.good)


@given(st.integers(0, 10**11 - 1))
def test_amounts_come_back(minor: int) -> None:
    assert cells.amount(cells.amount_text(minor)) == minor


@given(st.text(max_size=20).map(cells.clean))
def test_no_exported_cell_is_a_formula_and_each_comes_back(text: str) -> None:
    safe = cells.guarded(text)
    assert not safe.startswith(cells.FORMULA_STARTS)
    assert cells.clean(safe) == text


@pytest.mark.parametrize("text", ["-1", "1e3", "12.345", "", "NaN", "1,2,3.4.5", "十"])
def test_amounts_that_are_none(text: str) -> None:
    with pytest.raises(cells.BadCell):
        cells.amount(text)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (ProductDraft("A 1", "毛巾"), "code"),
        (ProductDraft("A1", " "), "name"),
        (ProductDraft("A1", "毛巾", return_days=0), "return_days"),
        (ProductDraft("A1", "毛巾", selling_points=["一", "二", "三", "四"]), "selling_points"),
        (ProductDraft("A1", "毛\x00巾"), "name"),
        (ProductDraft("A1", "毛巾", skus=[SkuDraft("S", 0)]), "daily_price"),
        (ProductDraft("A1", "毛巾", skus=[SkuDraft("S", 10, floor_price=11)]), "floor_price"),
        (ProductDraft("A1", "毛巾", skus=[SkuDraft("S", 10), SkuDraft("S", 20)]), "sku_code"),
    ],
)
def test_what_may_not_be_stored(draft: ProductDraft, field: str) -> None:
    assert field in {problem.field for problem in problems_of(draft)}
