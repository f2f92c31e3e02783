"""Lights and alarms of live shows: rules asked every second or two, answers kept in the database.

The process that folds is the one that knows first, so it raises alarms itself; people answer them
through web. Without the database lights go on with what was known, and alarms wait.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import msgspec
import psycopg
import structlog
from psycopg.rows import dict_row

from kaibo.foundation.clock import from_ms
from kaibo.insight.board_sql import blocks
from kaibo.insight.engine import watch_facts as facts
from kaibo.insight.judging import ENOUGH_SHOWS, PAST_SHOWS, lights, targets
from kaibo.insight.registry import METRICS
from kaibo.insight.rules.alarm_book import Open, Turn, turn
from kaibo.insight.rules.alarms import Alarm, Item, Red, Shelf, Similar, Watched, alarms
from kaibo.insight.rules.lights import Judged, Light

HISTORY_MS = 60_000
SIMILAR_MS = 60_000
ENDS_MS = 10_000
Row = dict[str, Any]
log = structlog.get_logger()


@dataclass
class Context:
    """What the database says of the live shows, by show or shop."""

    chosen: dict[int, dict[str, float]] = field(default_factory=dict)  # shop → metric → value
    own: dict[int, dict[str, float]] = field(default_factory=dict)
    similar: dict[int, Similar] = field(default_factory=dict)
    shelves: dict[int, list[Shelf]] = field(default_factory=dict)
    complaints: dict[int, tuple[int, int]] = field(default_factory=dict)
    picture: dict[int, Row] = field(default_factory=dict)


@dataclass
class ShowWatch:
    """What is remembered of a live show between two turns."""

    since: int
    links: facts.LinkMemory = field(default_factory=facts.LinkMemory)
    judged: dict[str, Judged] = field(default_factory=dict)
    red_since: dict[str, int] = field(default_factory=dict)
    had_picture: bool = False


class Watch:
    """One per process; `turn` is called from one thread, `pushed` from another."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._db: psycopg.Connection[Row] | None = None
        self._shows: dict[int, ShowWatch] = {}
        self._context = Context()
        self._asked_history = self._asked_similar = self._asked_ends = 0
        self._is_cut_off = False
        self._pushed: dict[int, Row] = {}

    def pushed(self, show: int) -> Row:
        """Lights by metric, open alarms and tables, as the push carries them beside the totals."""
        return self._pushed.get(show, {})

    def turn(self, shows: Sequence[Mapping[str, Any]], now: int) -> None:
        """Look at every live show once; ``shows`` are the answers of `watch_look.look`."""
        live = {one["show"]: one for one in shows}
        self._shows = {show: self._shows.get(show) or ShowWatch(now) for show in live}
        told = {}
        for show, seen in live.items():
            self._judge(self._shows[show], seen, now)
            tables = {name: seen[name] for name in ("links", "sources", "marks")}
            known = self.pushed(show).get("alarms", [])
            told[show] = {"lights": _lights(self._shows[show]), "alarms": known, "tables": tables}
        self._pushed = told
        try:
            self._ask_and_answer(live, now)
            self._is_cut_off = False
        except psycopg.Error as error:
            if not self._is_cut_off:
                log.warning("alarms wait for the database", error=str(error).strip())
            self._is_cut_off = True
            self._disconnect()

    def close(self) -> None:
        self._disconnect()

    # Lights

    def _judge(self, show: ShowWatch, metrics: Mapping[str, Any], now: int) -> None:
        shop = metrics["shop"]
        wanted = targets(self._context.chosen.get(shop, {}), self._context.own.get(shop, {}))
        before: dict[str, Light] = {name: one.light for name, one in show.judged.items()}
        show.judged = lights(metrics["totals"], wanted, before)
        red = {name for name, one in show.judged.items() if one.light == "bad"}
        show.red_since = {name: show.red_since.get(name, now) for name in red}
        show.links.note(now, metrics["links"])

    # Alarms

    def _ask_and_answer(self, live: Mapping[int, Mapping[str, Any]], now: int) -> None:
        db = self._connected()
        if now - self._asked_ends >= ENDS_MS:
            db.execute(blocks()["end"], {"now": from_ms(now)})
            self._asked_ends = now
        if not live:
            return
        asked = {"shows": list(live), "shops": sorted({one["shop"] for one in live.values()}),
                 "now": from_ms(now), "most": PAST_SHOWS}  # fmt: skip
        self._learn(db, asked, now)
        standing = _by_show(_ask(db, "standing", asked))
        for show, metrics in live.items():
            self._settle(db, show, metrics, standing.get(show, []), now)
        standing = _by_show(_ask(db, "standing", asked))
        for show in live:
            told = [_told(row) for row in standing.get(show, []) if not _is_put_off(row, now)]
            self._pushed[show] = {**self._pushed[show], "alarms": told}

    def _settle(
        self, db: psycopg.Connection[Row], show: int, metrics: Mapping[str, Any],
        standing: Sequence[Row], now: int,
    ) -> None:  # fmt: skip
        found = alarms(self._seen(show, metrics, now))
        is_sighted = now - self._shows[show].since >= facts.LATELY_MS
        done = turn(found, [_open(row) for row in standing], now, is_sighted)
        _write(db, metrics["shop"], show, done, from_ms(now))

    def _seen(self, show: int, metrics: Mapping[str, Any], now: int) -> Watched:
        memory, context = self._shows[show], self._context
        minutes = facts.complete_minutes(metrics["minutes"], now)
        recent, before = facts.recent_and_before(minutes)
        down, stutters = self._picture(show, now)
        return Watched(
            now=now, live_ms=metrics["live_ms"], recent=recent, before=before,
            online=[(one["at"], float(one["values"].get("pcu") or 0)) for one in minutes],
            items=self._items(show, metrics, now), shelves=context.shelves.get(show, []),
            complaints=context.complaints.get(show, (0, 0)), down_ms=down, stutters=stutters,
            watch=metrics["watched"], similar=context.similar.get(show),
            red=[_red(memory, judged, metrics, now) for judged in memory.judged.values()
                 if judged.light == "bad" and judged.basis != "own"],
        )  # fmt: skip

    def _items(self, show: int, metrics: Mapping[str, Any], now: int) -> list[Item]:
        memory = self._shows[show].links
        found = [
            memory.item(now, shelf.link, f"{shelf.number} 号 {shelf.name}")
            for shelf in self._context.shelves.get(show, [])
            if shelf.is_pinned
        ]
        return [one for one in (*found, facts.segment_item(metrics["segments"])) if one]

    def _picture(self, show: int, now: int) -> tuple[int | None, int]:
        row = self._context.picture.get(show)
        if row is None:
            return None, 0
        memory = self._shows[show]
        memory.had_picture = memory.had_picture or row["stream_state"] == "up"
        is_down = row["stream_state"] == "down" and row["since"] is not None
        had_one = memory.had_picture or row["stutters"] > 0
        return (now - row["since"] if is_down and had_one else None), int(row["stutters"])

    # The database

    def _learn(self, db: psycopg.Connection[Row], asked: Row, now: int) -> None:
        context = self._context
        context.chosen = _nested(_ask(db, "benchmarks", asked), "value")
        if now - self._asked_history >= HISTORY_MS:
            kept = [row for row in _ask(db, "history", asked) if row["shows"] >= ENOUGH_SHOWS]
            context.own, self._asked_history = _nested(kept, "median"), now
        if now - self._asked_similar >= SIMILAR_MS:
            rows = _ask(db, "similar", asked)
            context.similar = {
                row["show_id"]: Similar(row["show"], row["title"], row["share"]) for row in rows
            }
            self._asked_similar = now
        context.shelves = {
            show: [_shelf(row) for row in rows]
            for show, rows in _by_show(_ask(db, "shelves", asked)).items()
        }
        context.complaints = {
            row["show_id"]: (row["recent"], row["before"]) for row in _ask(db, "talk", asked)
        }
        context.picture = {row["show_id"]: row for row in _ask(db, "picture", asked)}

    def _connected(self) -> psycopg.Connection[Row]:
        if self._db is None:
            self._db = psycopg.connect(
                self._dsn, autocommit=True, connect_timeout=3, row_factory=dict_row
            )
        return self._db

    def _disconnect(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None


def facts_of(alarm: Alarm) -> dict[str, Any]:
    """What the row keeps of an alarm besides its key."""
    return {
        "text": asdict(alarm.text), "value": alarm.value, "baseline": alarm.baseline,
        "evidence": alarm.evidence, "suggestion": asdict(alarm.suggestion),
    }  # fmt: skip


def _write(db: psycopg.Connection[Row], shop: int, show: int, done: Turn, now: datetime) -> None:
    sql = blocks()
    for alarm in done.fresh:
        code, subject, metric = alarm.key
        db.execute(sql["raise"], {
            "shop": shop, "show": show, "code": code, "subject": subject, "metric": metric,
            "level": alarm.level, "facts": _json(facts_of(alarm)), "now": now,
        })  # fmt: skip
        log.info("alarm", show=show, code=code, subject=subject)
    for number, alarm in done.again:
        db.execute(sql["again"], {
            "id": number, "level": alarm.level, "facts": _json(facts_of(alarm)), "now": now,
        })  # fmt: skip
    if done.over:
        db.execute(sql["over"], {"ids": done.over, "now": now})


def _lights(show: ShowWatch) -> dict[str, dict[str, Any]]:
    return {name: one.told() for name, one in show.judged.items()}


def _red(show: ShowWatch, judged: Judged, metrics: Mapping[str, Any], now: int) -> Red:
    metric = METRICS[judged.metric]
    value = float(metrics["totals"][judged.metric])
    since = show.red_since[judged.metric]
    return Red(judged, now - since, metric.zh, metric.en, value, metric.unit)


def _ask(db: psycopg.Connection[Row], name: str, values: Row) -> list[Row]:
    return db.execute(blocks()[name], values).fetchall()


def _by_show(rows: Sequence[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row["show_id"], []).append(row)
    return found


def _nested(rows: Sequence[Row], column: str) -> dict[int, dict[str, float]]:
    found: dict[int, dict[str, float]] = {}
    for row in rows:
        found.setdefault(row["shop_id"], {})[row["metric"]] = float(row[column])
    return found


def _shelf(row: Row) -> Shelf:
    return Shelf(
        row["link"], row["number"], row["name"], row["left"], row["released"], row["sold"],
        bool(row["is_pinned"]), bool(row["is_next"]), float(row["minutes"]),
    )  # fmt: skip


def _open(row: Row) -> Open:
    key = (row["code"], row["subject"], row["metric"])
    return Open(row["id"], key, row["last_seen_at"], row["snoozed_until"] or 0)


def _is_put_off(row: Row, now: int) -> bool:
    return (row["snoozed_until"] or 0) > now


def _told(row: Row) -> Row:
    """What the push says of an alarm."""
    return {
        "id": row["id"], "code": row["code"], "level": row["level"], "subject": row["subject"],
        "metric": row["metric"], "raised_at": row["raised_at"],
        "is_acknowledged": row["is_acknowledged"], "action_id": row["action_id"], **row["facts"],
    }  # fmt: skip


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
