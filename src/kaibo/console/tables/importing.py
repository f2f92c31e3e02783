"""Tables in: each row through the action of its domain, first as a trial, then for good.

A trial does what the import would do and takes it back, so its messages are the real ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.catalog.sheetfiles import read_table
from kaibo.foundation import audit
from kaibo.foundation.errors import InvalidInput, KaiboError, NotAllowed
from kaibo.team.facade import Staff

MOST_ROWS = 2000


@dataclass(frozen=True, slots=True)
class Header:
    """A column of the sheet. ``aliases``: other headers that people use."""

    name: str
    title: str
    aliases: tuple[str, ...] = ()
    is_required: bool = True
    example: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row on its way in: whose, in which shop, the texts by column."""

    actor: Staff
    shop_id: int
    texts: Mapping[str, str]
    now: datetime


@dataclass(frozen=True, slots=True)
class Importer:
    """``apply`` stores one row by the domain's action and says what it did."""

    key: str
    headers: tuple[Header, ...]
    unique: tuple[str, ...]
    apply: Callable[[Row], str]


@dataclass(frozen=True, slots=True)
class BadCell:
    """A row that stays out: where, what stood there, what to do. Line 1 is the header."""

    line: int
    column: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class GoodRow:
    """A row that is (would be) stored, and what it does."""

    line: int
    summary: str


@dataclass(slots=True)
class Outcome:
    """What became of a sheet."""

    rows: int = 0
    good: list[GoodRow] = field(default_factory=list)
    bad: list[BadCell] = field(default_factory=list)
    is_stored: bool = False


def run(importer: Importer, actor: Staff, shop_id: int, content: bytes, store: bool,
        now: datetime) -> Outcome:  # fmt: skip
    """Try every row; good ones are stored when ``store``, bad ones are listed either way."""
    lines = _lines(importer, read_table(content))
    outcome = Outcome(rows=len(lines), is_stored=store)
    seen: dict[tuple[str, ...], int] = {}
    for line, texts in lines:
        problem = _blank(importer, line, texts) or _twice(importer, line, texts, seen)
        if problem is None:
            _try(importer, Row(actor, shop_id, texts, now), line, store, outcome)
        else:
            outcome.bad.append(problem)
    if store and outcome.good:
        audit.record(
            shop=shop_id, actor=actor, action="console.import", subject=f"sheet:{importer.key}",
            detail={"rows": outcome.rows, "stored": len(outcome.good)}, at=now,
        )  # fmt: skip
    return outcome


def _try(importer: Importer, row: Row, line: int, store: bool, outcome: Outcome) -> None:
    """One transaction a row: rows never hold each other's locks."""
    try:
        with transaction.atomic():
            summary = importer.apply(row)
            if not store:
                transaction.set_rollback(True)
    except NotAllowed:
        raise  # the whole sheet is not theirs to import
    except KaiboError as error:
        title = _title(importer, str(error.detail.get("field", "")))
        value = row.texts.get(str(error.detail.get("field", "")), "")
        outcome.bad.append(BadCell(line, title, value[:60], _(error.message)))
    else:
        outcome.good.append(GoodRow(line, summary))


def _lines(importer: Importer, table: Sequence[Sequence[str]]) -> list[tuple[int, dict[str, str]]]:
    """(line, texts by column) of the rows that are not empty."""
    if not table:
        raise InvalidInput(_("文件是空的，请先下载模板填写"), field="file")
    known = {_key(t): h.name for h in importer.headers for t in (h.title, h.name, *h.aliases)}
    places = {known[_key(t)]: n for n, t in enumerate(table[0]) if _key(t) in known}
    if missing := [h.title for h in importer.headers if h.is_required and h.name not in places]:
        message = _("缺少「%(names)s」列，请核对表头或下载模板")
        raise InvalidInput(message % {"names": "、".join(missing)}, field="file")
    found = []
    for line, cells in enumerate(table[1:], start=2):
        texts = {name: _text(cells, place) for name, place in places.items()}
        if any(texts.values()):
            found.append((line, texts))
    if len(found) > MOST_ROWS:
        message = _("一次最多 %(most)s 行，请分成几个文件")
        raise InvalidInput(message % {"most": MOST_ROWS}, field="file")
    return found


def _blank(importer: Importer, line: int, texts: Mapping[str, str]) -> BadCell | None:
    for each in importer.headers:
        if each.is_required and not texts.get(each.name):
            return BadCell(line, each.title, "", _("必填，请补上"))
    return None


def _twice(
    importer: Importer, line: int, texts: Mapping[str, str], seen: dict[tuple[str, ...], int]
) -> BadCell | None:
    key = tuple(texts.get(name, "") for name in importer.unique)
    first = seen.setdefault(key, line)
    if not importer.unique or first == line:
        return None
    message = _("与第 %(line)s 行重复，请删掉一行") % {"line": first}
    return BadCell(line, _title(importer, importer.unique[0]), key[0][:60], message)


def _title(importer: Importer, name: str) -> str:
    return next((each.title for each in importer.headers if each.name == name), "")


def _text(cells: Sequence[str], place: int) -> str:
    text = cells[place].strip(" \u3000\n\ufeff") if place < len(cells) else ""
    return text[1:] if text[:1] == "'" and text[1:2] in "=+-@'" and len(text) > 1 else text


def _key(text: str) -> str:
    return "".join(text.lower().split()).replace("（", "(").replace("）", ")").rstrip("*")
