"""The product sheet: one row per SKU, product columns repeated or left blank on later rows.

`read_rows` never stops at the first mistake: good products and every bad cell come back together,
and a product with a bad row stays out as a whole, so that nothing is stored by half.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kaibo.catalog.contracts import ProductDraft, SkuDraft
from kaibo.catalog.rules import cells
from kaibo.catalog.rules.cells import BadCell
from kaibo.catalog.rules.check import problems_of
from kaibo.foundation.words import gettext as _

MAX_ROWS = 5000


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its field, its header in Chinese, and other headers people use."""

    name: str
    header: str
    aliases: tuple[str, ...] = ()
    parse: Callable[[str], Any] = str
    is_required: bool = False
    of_product: bool = False


COLUMNS: tuple[Column, ...] = (
    Column("code", "商品编码", ("货号", "SPU", "SPU编码", "product code"), str, True, True),
    Column("name", "商品名称", ("名称", "品名", "标题", "product name"), str, False, True),
    Column("category", "类目", ("分类", "类目路径", "category"), str, False, True),
    Column("needs", "需求场景", ("场景", "需求", "needs"), cells.names, False, True),
    Column("brand", "品牌", ("brand",), str, False, True),
    Column("point1", "卖点1", ("selling point 1",), str, False, True),
    Column("point2", "卖点2", ("selling point 2",), str, False, True),
    Column("point3", "卖点3", ("selling point 3",), str, False, True),
    Column("ship_within_hours", "发货时效(小时)", ("发货时效", "ship"), cells.whole, False, True),
    Column("return_days", "无理由退货(天)", ("无理由退货", "returns"), cells.whole, False, True),
    Column("return_exempt_reason", "不适用原因", ("return exempt reason",), str, False, True),
    Column("return_exempt_consent", "不适用确认语", ("return consent",), str, False, True),
    Column("claims", "功效声明", ("声明", "claims"), cells.claims, False, True),
    Column("launched_on", "上市日期", ("launched on",), cells.day, False, True),
    Column("description", "描述", ("商品描述", "description"), str, False, True),
    Column("sku_code", "SKU编码", ("规格编码", "SKU", "sku code"), str, True),
    Column("sku_name", "规格", ("规格名称", "颜色规格", "sku name"), str),
    Column("barcode", "条码", ("条形码", "barcode"), str),
    Column("daily_price", "日常价", ("日常价(元)", "售价", "价格", "price"), cells.amount, True),
    Column("floor_price", "底价", ("底价(元)", "floor price"), cells.amount),
    Column("cost", "成本", ("成本(元)", "成本价", "cost"), cells.amount),
    Column("weight_g", "重量(克)", ("重量", "weight"), cells.whole),
    Column("sku_attributes", "属性", ("规格属性", "attributes"), cells.pairs),
    Column("sku_is_gift", "赠品", ("gift",), cells.yes_no),
    Column("sku_presale_ships_at", "预售发货日", ("presale ships",), cells.day_start),
    Column("sku_components", "组合明细", ("组合", "bundle"), cells.components),
    Column("stock", "入库数量", ("库存", "数量", "stock"), cells.whole),
)  # fmt: skip
BY_NAME = {column.name: column for column in COLUMNS}
OPTIONAL = (
    "ship_within_hours", "return_days", "return_exempt_reason", "return_exempt_consent",
    "description", "needs", "claims", "launched_on",
)  # fmt: skip
POINTS = ("point1", "point2", "point3")
HEADERS = [column.header for column in COLUMNS]


@dataclass(frozen=True, slots=True)
class BadRow:
    """One wrong cell: where, what stood there, what is wrong and what to do."""

    line: int
    column: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """A good product with the units to receive by SKU code; ``lines`` are its rows.

    ``given`` and ``sku_given`` name the cells that were filled in: a blank one changes nothing
    of a product that exists.
    """

    draft: ProductDraft
    stock: dict[str, int]
    lines: list[int]
    given: set[str]
    sku_given: dict[str, set[str]]


@dataclass(slots=True)
class Reading:
    """What a sheet holds. ``lost_lines`` are the rows that will not be stored."""

    good: list[Incoming] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    rows: int = 0
    lost_lines: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Group:
    """The rows of one product code."""

    values: dict[str, Any]
    skus: list[SkuDraft] = field(default_factory=list)
    stock: dict[str, int] = field(default_factory=dict)
    sku_given: dict[str, set[str]] = field(default_factory=dict)
    lines: list[int] = field(default_factory=list)
    is_bad: bool = False


def read_rows(table: Sequence[Sequence[str]]) -> Reading:
    """``table[0]`` is the header line (line 1 for people); texts as they stand in the cells."""
    reading = Reading()
    if not table:
        reading.bad.append(BadRow(1, "", "", _("文件是空的，请先下载模板填写")))
        return reading
    places = _places(table[0], reading)
    if reading.bad:
        return reading
    groups = _groups(table, places, reading)
    for group in groups.values():
        _finish(group, reading)
    reading.lost_lines.sort()
    return reading


def _places(header: Sequence[str], reading: Reading) -> dict[str, int]:
    """Column name to position; complains about missing and doubled columns."""
    known = {_key(text): column for column in COLUMNS for text in (column.header, *column.aliases)}
    places: dict[str, int] = {}
    for position, text in enumerate(header):
        column = known.get(_key(text))
        if column is None:
            continue
        if column.name in places:
            reading.bad.append(BadRow(1, column.header, text, _("这一列出现了两次，请删掉一列")))
        places[column.name] = position
    for column in COLUMNS:
        if column.is_required and column.name not in places:
            message = _("缺少「%(name)s」列，请核对表头或下载模板") % {"name": column.header}
            reading.bad.append(BadRow(1, column.header, "", message))
    return places


def _groups(
    table: Sequence[Sequence[str]], places: dict[str, int], reading: Reading
) -> dict[str, _Group]:
    groups: dict[str, _Group] = {}
    for line, row in enumerate(table[1:], start=2):
        texts = {name: cells.clean(_cell(row, place)) for name, place in places.items()}
        if not any(texts.values()):
            continue
        reading.rows += 1
        if reading.rows > MAX_ROWS:
            message = _("一次最多 %(most)s 行，请分成几个文件") % {"most": MAX_ROWS}
            reading.bad.append(BadRow(line, "", "", message))
            reading.lost_lines.append(line)
            break
        _take(line, texts, groups, reading)
    return groups


def _take(line: int, texts: dict[str, str], groups: dict[str, _Group], reading: Reading) -> None:
    before = len(reading.bad)
    values = {name: _parsed(line, name, text, reading) for name, text in texts.items()}
    code = texts["code"]
    group = groups.setdefault(code, _Group({}))
    group.lines.append(line)
    _merge(line, group, values, texts, reading)
    if len(reading.bad) > before:
        group.is_bad = True
        return
    group.skus.append(_sku(values))
    group.sku_given[values["sku_code"]] = {
        name.removeprefix("sku_") for name, value in values.items() if value is not None
    }
    if values.get("stock"):
        group.stock[values["sku_code"]] = values["stock"]


def _parsed(line: int, name: str, text: str, reading: Reading) -> Any:
    column = BY_NAME[name]
    if not text:
        if column.is_required:
            reading.bad.append(BadRow(line, column.header, "", _("必填，请补上")))
        return None
    try:
        return column.parse(text)
    except BadCell as error:
        reading.bad.append(BadRow(line, column.header, text[:60], str(error)))
        return None


def _merge(
    line: int, group: _Group, values: dict[str, Any], texts: dict[str, str], reading: Reading
) -> None:
    """Product columns of later rows are blank or the same as above."""
    for name, value in values.items():
        if not BY_NAME[name].of_product or value is None:
            continue
        first = group.values.setdefault(name, value)
        if first != value:
            message = _("同一商品前面写的是「%(first)s」，请改成一致或留空") % {
                "first": str(first)[:30]
            }
            reading.bad.append(BadRow(line, BY_NAME[name].header, texts[name][:60], message))


def _finish(group: _Group, reading: Reading) -> None:
    if group.is_bad:
        if not group.values.get("name"):
            reading.bad.append(BadRow(group.lines[0], "商品名称", "", _("必填，请补上")))
    else:
        draft = _draft(group)
        for problem in problems_of(draft):
            line = _line_of(group, problem.field, problem.value)
            header = _header_of(problem.field)
            reading.bad.append(BadRow(line, header, problem.value, problem.message))
            group.is_bad = True
        if not group.is_bad:
            given = {"selling_points" if name in POINTS else name for name in group.values}
            reading.good.append(Incoming(draft, group.stock, group.lines, given, group.sku_given))
            return
    reading.lost_lines.extend(group.lines)


def _draft(group: _Group) -> ProductDraft:
    texts: dict[str, Any] = {
        key: group.values.get(key) or "" for key in ("name", "category", "brand")
    }
    points = [group.values[key] for key in POINTS if group.values.get(key)]
    draft = ProductDraft(code=group.values["code"], selling_points=points, skus=group.skus, **texts)
    given = {name: group.values[name] for name in OPTIONAL if group.values.get(name) is not None}
    return replace(draft, **given)


def _sku(values: dict[str, Any]) -> SkuDraft:
    return SkuDraft(
        code=values["sku_code"],
        daily_price=values["daily_price"],
        name=values.get("sku_name") or "",
        barcode=values.get("barcode") or "",
        floor_price=values.get("floor_price") or 0,
        cost=values.get("cost") or 0,
        weight_g=values.get("weight_g") or 0,
        attributes=values.get("sku_attributes") or {},
        is_gift=bool(values.get("sku_is_gift")),
        presale_ships_at=values.get("sku_presale_ships_at"),
        components=values.get("sku_components"),
    )


def _line_of(group: _Group, name: str, value: str) -> int:
    """The row whose SKU is meant, else the first row of the product."""
    for line, sku in zip(group.lines, group.skus, strict=True):
        if name == "sku_code" and sku.code[:60] == value:
            return line
        if str(getattr(sku, name.removeprefix("sku_"), ""))[:60] == value:
            return line
    return group.lines[0]


def _header_of(name: str) -> str:
    column = BY_NAME.get(name)
    return column.header if column else {"selling_points": "卖点1"}.get(name, name)


def _cell(row: Sequence[str], place: int) -> str:
    return row[place] if place < len(row) else ""


def _key(text: str) -> str:
    bare = cells.clean(text).lower().replace("（", "(").replace("）", ")")
    return "".join(bare.split()).rstrip("*")
