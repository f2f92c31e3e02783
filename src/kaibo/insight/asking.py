"""What staff ask of a shop: every metric of a show, the shop's own metrics, questions in SQL."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.clock import now_ms, to_ms
from kaibo.foundation.errors import InvalidInput
from kaibo.insight import client, registry
from kaibo.insight.access import may_ask, may_review
from kaibo.insight.batch.tables import TABLES
from kaibo.insight.models import OwnMetric, SavedQuestion
from kaibo.insight.registry import own
from kaibo.insight.rules.drivers import driver, ranked
from kaibo.insight.rules.money import with_money
from kaibo.insight.sales import sales
from kaibo.planning import facade as planning
from kaibo.planning.contracts import ShowCard

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

_PATIENCE = 60.0  # seconds: two questions may wait before this one


def figures(show_id: int, actor: Staff) -> dict[str, Any]:
    """Every metric of a show now: {show, as_of, values, own}; null where it cannot be told.

    Counts come from the live fold, money from the order tables, the rest from SQL over the rows.
    """
    show = planning.show_card(show_id)
    may_review(actor, show.shop_id)
    values = {name: registry.shown(value) for name, value in _by_sql("figures", show).items()}
    live = client.ask(f"/shows/{show_id}/metrics", rehearsal=int(show.is_rehearsal))
    if live is not None:
        values |= with_money(live["totals"], sales(show_id), live["live_ms"])
        values["completion_rate"] = planning.completion(show_id).percent
    return {"show": show_id, "as_of": now_ms(), "values": values, "own": _own(show.shop_id, values)}


def behaviour(show_id: int, actor: Staff) -> dict[str, Any]:
    """How a show's viewers behaved, by SQL over its rows up to now; see ``behaviour.sql``."""
    show = planning.show_card(show_id)
    may_review(actor, show.shop_id)
    return {"show": show_id, "as_of": now_ms(), **_by_sql("behaviour", show)}


def drivers(shop_id: int, days: int, within: int, actor: Staff) -> dict[str, Any]:
    """What newcomers did in their first show, by how it goes with coming back within so many days.

    Of viewers whose first show lies in the ``days`` before the last ``within``.
    """
    may_review(actor, shop_id)
    rows = msgspec.json.decode(asked(f"/drivers/{shop_id}/{days}/{within}", {}))
    viewers, back = (rows[0]["met"] + rows[0]["rest"], rows[0]["met_back"] + rows[0]["rest_back"])
    found = ranked(driver(row.pop("driver"), **row) for row in rows)
    return {
        "days": days, "within": within, "viewers": viewers, "back": back, "as_of": now_ms(),
        "rows": [asdict(one) for one in found],
    }  # fmt: skip


def _by_sql(what: str, show: ShowCard) -> dict[str, Any]:
    found = asked(f"/{what}/{show.shop_id}/{show.id}", {"rehearsal": int(show.is_rehearsal)})
    return dict(msgspec.json.decode(found))


def asked(path: str, query: dict[str, object], body: bytes | None = None) -> bytes:
    """The answer of the child process; InvalidInput saying why there is none."""
    try:
        return client.fetch(path, query, body, _PATIENCE) or b"{}"
    except InvalidInput as error:
        raise InvalidInput(_why(error.message, error.detail), fault=error.message) from None


def _own(shop_id: int, values: dict[str, Any]) -> dict[str, Any]:
    return {
        one.key: registry.shown(own.read(one.formula).value(values))
        for one in OwnMetric.objects.filter(shop_id=shop_id)
    }


def own_metrics(shop_id: int, actor: Staff) -> list[dict[str, Any]]:
    """The shop's own metrics with the grains in which they can be told."""
    may_review(actor, shop_id)
    fields = ("key", "zh", "en", "formula", "unit", "owner", "higher_is_better")
    return [
        {
            **{name: getattr(one, name) for name in fields},
            "grains": own.grains_of(own.read(one.formula), registry.METRICS),
        }
        for one in OwnMetric.objects.filter(shop_id=shop_id).order_by("key")
    ]


def tables(actor: Staff, shop_id: int) -> list[dict[str, Any]]:
    """The documented tables."""
    may_ask(actor, shop_id)
    return [
        {
            "name": one.name,
            "zh": one.zh,
            "en": one.en,
            "columns": [asdict(column) for column in one.columns],
        }
        for one in TABLES.values()
    ]


def ask_sql(shop_id: int, sql: str, form: str, actor: Staff) -> bytes:
    """Rows of a question as JSON page, CSV or Parquet. Raises InvalidInput saying why not."""
    may_ask(actor, shop_id)
    found = asked(f"/ask/{shop_id}", {}, msgspec.json.encode({"sql": sql, "form": form}))
    if form != "json":
        with transaction.atomic():
            audit.record(shop=shop_id, actor=actor, action="insight.export_answer",
                         subject=f"shop:{shop_id}", detail={"sql": sql, "form": form})  # fmt: skip
    return found


def questions(shop_id: int, actor: Staff) -> list[dict[str, Any]]:
    """Saved questions of a shop, by name."""
    may_ask(actor, shop_id)
    return [
        {"id": one.pk, "name": one.name, "sql": one.sql, "saved_at": to_ms(one.saved_at)}
        for one in SavedQuestion.objects.filter(shop_id=shop_id).order_by("name")
    ]


def _why(code: str, values: dict[str, object]) -> str:
    texts = {
        "too_long": _("查询有 {length} 字，最多 {most} 字"),
        "not_read": _("查询读不懂：{why}"),
        "not_one": _("请只写一条 SELECT，这里有 {count} 条"),
        "not_select": _("只能查询，不能 {found}；请以 SELECT 开头"),
        "not_allowed": _("查询里不能有 {what}"),
        "no_table": _("没有表 {name}，可用的表在右侧列出"),
        "no_function": _("函数 {name} 不能用，这里只有计算用的函数"),
        "too_slow": _("查询超过 {seconds} 秒，请缩小范围或先汇总"),
        "too_large": _("查询用的内存太多，请缩小范围或先汇总"),
        "stopped": _("计算被中止了，可能用了太多内存；请缩小范围再试"),
        "failed": _("查询没有算出来：{why}"),
    }  # fmt: skip
    return texts[code].format(**values) if code in texts else code
