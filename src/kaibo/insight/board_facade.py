"""The door of the war board: its first answer, benchmarks, alarms, and actions with their effect.

After the first answer the board lives on the push of the insight process (`engine/watch.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.db import connection

from kaibo.foundation.clock import now_ms, to_ms
from kaibo.insight import asking, client, judging
from kaibo.insight.access import may_review
from kaibo.insight.action_report import report
from kaibo.insight.actions.answer_alarm import acknowledge, act, snooze
from kaibo.insight.actions.set_benchmark import set_benchmark
from kaibo.insight.board_sql import blocks
from kaibo.insight.models import Alarm, Benchmark
from kaibo.insight.registry import METRICS
from kaibo.insight.rules.lights import DEFAULTS, Target
from kaibo.liveroom import facade as liveroom
from kaibo.planning import facade as planning
from kaibo.planning.contracts import ShowCard

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

__all__ = [
    "acknowledge", "act", "actions", "alarms", "benchmarks", "board", "compared", "set_benchmark",
    "snooze",
]  # fmt: skip


def board(show_id: int, actor: Staff) -> dict[str, Any]:
    """All that the board shows before the first push. Raises Unavailable, NotAllowed, NotFound.

    ``live`` is None before the first event; of a show that is over nothing is pushed any more.
    """
    show = _open(show_id, actor)
    found = client.ask(f"/shows/{show_id}/metrics", rehearsal=int(show.is_rehearsal))
    if found is not None:
        found["links"] = _named(show_id, found["links"])
    wanted = _targets(show.shop_id)
    judged = judging.lights(found["totals"], wanted) if found else {}
    goals = planning.goal_cards(show_id)
    return {
        "show": asdict(show), "room": _room(show), "now": now_ms(), "live": found,
        "goals": [{"metric": one.metric, "target": one.target} for one in goals],
        "lights": {name: one.told() for name, one in judged.items()},
        "alarms": [_told(one) for one in _standing(show_id)],
    }  # fmt: skip


def benchmarks(shop_id: int, actor: Staff) -> list[dict[str, Any]]:
    """Every figure that can have one: what holds, the default, and the shop's own last shows."""
    may_review(actor, shop_id)
    rows = {one.metric: one for one in _rows(shop_id)}
    past = _history(shop_id)
    targets = judging.targets({name: one.value for name, one in rows.items()}, _medians(past))
    return [
        _benchmark(name, rows.get(name), targets.get(name), past.get(name, {}))
        for name, metric in METRICS.items()
        if judging.can_be_judged(metric)
    ]


def compared(show_id: int, actor: Staff) -> dict[str, Any]:
    """Every measured figure of a show, also those that only SQL tells, with lights (EVAL-14)."""
    show = _open(show_id, actor)
    values = asking.figures(show_id, actor)["values"]
    wanted = _targets(show.shop_id)
    judged = judging.lights(values, wanted)
    return {
        "show": show_id, "values": {name: values.get(name) for name in wanted},
        "lights": {name: one.told() for name, one in judged.items()},
    }  # fmt: skip


def alarms(show_id: int, actor: Staff) -> list[dict[str, Any]]:
    """Alert, analysis, action and result of every alarm of a show, newest first (DATA-11)."""
    show = _open(show_id, actor)
    rows = list(_alarms(show_id))
    lines = report(show, now_ms()) if any(row.action_id for row in rows) else []
    done = {line["id"]: line for line in lines}
    return [_record(row, done) for row in rows]


def actions(show_id: int, actor: Staff) -> list[dict[str, Any]]:
    """Console actions with figures before and after, see `action_report`."""
    return report(_open(show_id, actor), now_ms())


def _open(show_id: int, actor: Staff) -> ShowCard:
    show = planning.show_card(show_id)
    may_review(actor, show.shop_id)
    return show


def _room(show: ShowCard) -> str | None:
    rooms = liveroom.rooms_of([show.shop_id])
    return next((room.slug for room in rooms if room.show_id == show.id), None)


def _named(show_id: int, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Links of the line-up in order, also those that nobody touched."""
    counted = {row["link"]: row["values"] for row in rows}
    return [
        {"link": link.id, "number": link.number, "name": link.product_name, "image": link.image,
         "values": counted.get(link.id, {})}
        for link in planning.lineup(show_id)
    ]  # fmt: skip


def _targets(shop_id: int) -> dict[str, Target]:
    chosen = {one.metric: one.value for one in _rows(shop_id)}
    return judging.targets(chosen, _medians(_history(shop_id)))


def _rows(shop_id: int) -> list[Benchmark]:
    return list(Benchmark.objects.select_related("changed_by").filter(shop_id=shop_id))


def _history(shop_id: int) -> dict[str, dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(blocks()["history"], {"shops": [shop_id], "most": judging.PAST_SHOWS})
        names = [column.name for column in cursor.description or []]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return {row["metric"]: row for row in rows}


def _medians(past: Mapping[str, Mapping[str, Any]]) -> dict[str, float]:
    return {
        name: float(row["median"])
        for name, row in past.items()
        if row["shows"] >= judging.ENOUGH_SHOWS
    }


def _benchmark(
    name: str, row: Benchmark | None, target: Target | None, past: Mapping[str, Any]
) -> dict[str, Any]:
    best = "high_quarter" if METRICS[name].higher_is_better else "low_quarter"
    return {
        "metric": name, "value": row.value if row else None, "default": DEFAULTS.get(name),
        "target": target.value if target else None, "basis": target.basis if target else None,
        "median": past.get("median"), "best_quarter": past.get(best),
        "shows": past.get("shows", 0), "changed_by": str(row.changed_by) if row else None,
        "changed_at": to_ms(row.changed_at) if row else None,
    }  # fmt: skip


def _standing(show_id: int) -> list[Alarm]:
    now = now_ms()
    rows = _alarms(show_id).filter(cleared_at__isnull=True)
    shown = [one for one in rows if one.snoozed_until is None or to_ms(one.snoozed_until) <= now]
    return sorted(shown, key=lambda one: (one.level != "problem", one.pk))


def _alarms(show_id: int) -> Any:
    people = ("acknowledged_by", "snoozed_by", "acted_by", "action")
    return Alarm.objects.select_related(*people).filter(show_id=show_id).order_by("-id")


def _told(row: Alarm) -> dict[str, Any]:
    """As the push tells it."""
    return {
        "id": row.pk, "code": row.code, "level": row.level, "subject": row.subject,
        "metric": row.metric, "raised_at": to_ms(row.raised_at),
        "is_acknowledged": row.acknowledged_by_id is not None, "action_id": row.action_id,
        **row.facts,
    }  # fmt: skip


def _record(row: Alarm, done: Mapping[int, dict[str, Any]]) -> dict[str, Any]:
    return {
        **_told(row),
        "cleared_at": _ms(row.cleared_at), "snoozed_until": _ms(row.snoozed_until),
        "snoozed_by": str(row.snoozed_by) if row.snoozed_by else None,
        "acknowledged_by": str(row.acknowledged_by) if row.acknowledged_by else None,
        "acknowledged_at": _ms(row.acknowledged_at), "analysis": row.analysis,
        "acted_by": str(row.acted_by) if row.acted_by else None, "acted_at": _ms(row.acted_at),
        "action": done.get(row.action_id) if row.action_id else None,
    }  # fmt: skip


def _ms(at: Any) -> int | None:
    return to_ms(at) if at is not None else None
