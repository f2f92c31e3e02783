"""Lights, alarms and tables in the push of a running insight process, and what people answer."""

from __future__ import annotations

import datetime as dt
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
from tests.factories.live_show import MINUTE_MS, Event, LiveShow
from tests.live.test_insight_process import Process, home, wait_for

from kaibo.foundation.config import Config
from kaibo.foundation.errors import Conflict, InvalidInput, NotAllowed
from kaibo.foundation.models import AuditEntry
from kaibo.insight import board_facade as board
from kaibo.insight.models import Alarm
from kaibo.insight.registry import METRICS

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["home"]
CLICKS_STOP_MS = 7 * MINUTE_MS


def clicks_stop(event: Event, now: int) -> bool:
    """Clicks and what follows from them end seven minutes ago."""
    kind, columns = event
    is_late = columns["ts"] > now - CLICKS_STOP_MS
    return not (is_late and kind in ("product_click", "order", "pay", "refund"))


class Gateway:
    """Listens where the gateway would; keeps the last frame."""

    def __init__(self, config: Config) -> None:
        self.frames: list[dict[str, Any]] = []
        self._server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._server.bind(str(config.gateway_socket))
        self._server.listen()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        peer, _ = self._server.accept()
        with peer, peer.makefile("rb") as stream:
            while head := stream.read(4):
                (size,) = struct.unpack(">I", head)
                self.frames.append(msgspec.msgpack.decode(stream.read(size))["frame"])

    def wait(self, test: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
        def found() -> dict[str, Any] | None:
            last = self.frames[-1] if self.frames else None
            return last if last and test(last) else None

        frame: dict[str, Any] = wait_for(found)
        return frame

    def close(self) -> None:
        self._server.close()


@pytest.fixture
def gateway(home: Config) -> Iterator[Gateway]:
    made = Gateway(home)
    yield made
    made.close()


@pytest.fixture
def on_air(home: Config, gateway: Gateway) -> Iterator[LiveShow]:
    show = LiveShow(home.events, keep=clicks_stop)
    process = Process(home)
    yield show
    process.child.terminate()
    assert process.child.wait(60) == 0


def codes(frame: dict[str, Any]) -> set[str]:
    return {one["code"] for one in frame["alarms"]}


@pytest.mark.capability("DATA-10")
def test_the_push_carries_more_than_thirty_six_registered_figures(
    on_air: LiveShow, gateway: Gateway
) -> None:
    frame = gateway.wait(lambda one: one["lights"] and one["tables"])
    values = frame["values"]
    assert set(values) <= set(METRICS)
    assert sum(value is not None for value in values.values()) >= 36
    assert frame["show"] == on_air.show.pk
    light = frame["lights"]["conversion_rate"]
    assert (light["target"], light["basis"]) == (3.2, "default")
    assert light["n"] == values["uv"]
    links = frame["tables"]["links"]
    assert [one["link"] for one in links] == [on_air.link.pk]
    assert links[0]["values"]["gmv"] == values["gmv"]
    assert sum(one["values"]["pv"] for one in frame["tables"]["sources"]) == values["pv"]
    assert {"pin", "price"} >= {one["kind"] for one in frame["tables"]["marks"]}


@pytest.mark.capability("LIVE-02")
@pytest.mark.capability("DATA-11")
def test_an_alert_leads_to_analysis_action_and_result_in_one_record(
    on_air: LiveShow, gateway: Gateway
) -> None:
    frame = gateway.wait(lambda one: {"stock_short", "click_fell"} <= codes(one))
    alarm = next(one for one in frame["alarms"] if one["code"] == "stock_short")
    assert alarm["suggestion"] == {"do": "stock", "link": on_air.link.pk}
    assert "只剩 3 件" in alarm["text"]["zh"]
    operator = on_air.staff("operator")
    now = dt.datetime.now(dt.UTC)
    board.acknowledge(alarm["id"], "  主推款备货  不足 ", operator, now)
    done = on_air.act("stock", now, operator)
    board.act(alarm["id"], done.pk, operator, now)
    gateway.wait(lambda one: any(each["action_id"] == done.pk for each in one["alarms"]))

    record = next(one for one in board.alarms(on_air.show.pk, operator) if one["id"] == alarm["id"])
    assert record["acknowledged_by"] == record["acted_by"] == str(operator)
    assert record["analysis"] == "主推款备货 不足"
    assert (record["action"]["id"], record["action"]["verb"]) == (done.pk, "stock")
    assert record["action"]["before"]["seconds"] <= 300
    assert record["action"]["after"]["clipped"] == "not_over"
    actions = AuditEntry.objects.filter(subject=f"alarm:{alarm['id']}").values_list("action")
    assert {one for (one,) in actions} == {"insight.acknowledge_alarm", "insight.act_on_alarm"}


@pytest.mark.capability("LIVE-02")
def test_every_action_has_its_figures_five_minutes_before_and_after(
    on_air: LiveShow, gateway: Gateway
) -> None:
    """Exact by the second, equal to a recount of the log's rows."""
    gateway.wait(lambda one: one["values"])
    operator = on_air.staff("operator")
    began = dt.datetime.fromtimestamp(on_air.log.start_ms / 1000, dt.UTC)
    times = [began + dt.timedelta(minutes=at) for at in (2, 10, 12.5, 25.9)]
    done = [on_air.act("price", at, operator) for at in times]
    lines = {one["id"]: one for one in board.actions(on_air.show.pk, operator)}
    first, second, third, last = (lines[one.pk] for one in done)
    assert [one["before"]["clipped"] for one in (first, second)] == ["show_start", ""]
    assert (last["after"]["clipped"], second["after"]["seconds"]) == ("not_over", 300)
    assert (second["overlaps"], third["overlaps"]) == ([third["id"]], [second["id"]])
    assert (first["overlaps"], last["overlaps"]) == ([], [])
    kept = [
        one
        for one in on_air.log.events
        if one[1]["ts"] <= on_air.now and clicks_stop(one, on_air.now)
    ]
    for part in (first["before"], second["before"], second["after"], third["after"]):
        inside = [
            one for one in kept if part["from_ms"] <= one[1]["ts"] // 1000 * 1000 < part["to_ms"]
        ]
        counts = {kind: sum(columns.get("n", 1) for each, columns in inside if each == kind)
                  for kind in ("enter", "like", "comment", "product_click")}  # fmt: skip
        names = {"enter": "pv", "like": "likes", "comment": "comments",
                 "product_click": "product_clicks"}  # fmt: skip
        assert {names[kind]: n for kind, n in counts.items()} == {
            name: part["values"][name] for name in names.values()
        }
        assert part["values"]["acu"] > 0


@pytest.mark.capability("CONT-28")
@pytest.mark.capability("CONT-34")
def test_a_segment_that_drops_and_a_short_watch_are_told_with_the_nearest_past_show(
    on_air: LiveShow, gateway: Gateway
) -> None:
    frame = gateway.wait(
        lambda one: (
            any(code.startswith("item_") for code in codes(one)) and "short_watch" in codes(one)
        )
    )
    alarms = {one["code"]: one for one in frame["alarms"]}
    item = next(one for code, one in alarms.items() if code.startswith("item_"))
    assert item["subject"] == on_air.log.first_run + 1
    assert "讲解 2 号链接" in item["text"]["zh"]
    assert item["value"] < item["baseline"]
    short = alarms["short_watch"]
    assert short["evidence"]["similar_show"] == on_air.past.pk
    assert "上周五·床品专场" in short["text"]["zh"]


def test_an_alarm_that_is_put_off_leaves_the_push_and_stays_on_record(
    on_air: LiveShow, gateway: Gateway
) -> None:
    frame = gateway.wait(lambda one: "stock_short" in codes(one))
    alarm = next(one for one in frame["alarms"] if one["code"] == "stock_short")
    operator, now = on_air.staff("operator"), dt.datetime.now(dt.UTC)
    board.snooze(alarm["id"], 5, operator, now)
    gateway.wait(lambda one: "stock_short" not in codes(one))
    assert Alarm.objects.filter(code="stock_short").count() == 1
    record = next(one for one in board.alarms(on_air.show.pk, operator) if one["id"] == alarm["id"])
    assert record["snoozed_by"] == str(operator)
    assert record["cleared_at"] is None
    with pytest.raises(NotAllowed):
        board.snooze(alarm["id"], 5, on_air.staff("host"), now)
    other = on_air.act("pin", now - dt.timedelta(hours=1), operator)
    with pytest.raises(InvalidInput, match=str(other.pk)):
        board.act(alarm["id"], other.pk, operator, now)
    first, second = (on_air.act("pin", now, operator) for _ in range(2))
    board.act(alarm["id"], first.pk, operator, now)
    with pytest.raises(Conflict):
        board.act(alarm["id"], second.pk, operator, now)


@pytest.mark.capability("EVAL-14")
def test_a_benchmark_that_is_changed_changes_the_light(on_air: LiveShow, gateway: Gateway) -> None:
    frame = gateway.wait(lambda one: one["lights"].get("click_rate"))
    value = frame["values"]["click_rate"]
    admin, now = on_air.staff("admin"), dt.datetime.now(dt.UTC)
    board.set_benchmark(on_air.shop.pk, "click_rate", value / 2, admin, now)
    better = gateway.wait(lambda one: one["lights"]["click_rate"]["basis"] == "set")
    assert better["lights"]["click_rate"]["light"] == "good"
    board.set_benchmark(on_air.shop.pk, "click_rate", min(100.0, value * 2), admin, now)
    gateway.wait(lambda one: one["lights"]["click_rate"]["light"] == "bad")
    first = board.board(on_air.show.pk, admin)
    assert first["lights"]["click_rate"]["light"] == "bad"
    assert first["room"] == on_air.room.slug
    assert first["live"]["links"][0]["name"] == "长绒棉四件套"


def test_a_silent_room_on_air_is_still_pushed(home: Config, gateway: Gateway) -> None:
    """Nobody came for five minutes: the board is not old, there is nothing new."""
    show = LiveShow(home.events, keep=lambda event, now: event[1]["ts"] < now - 5 * MINUTE_MS)
    process = Process(home)
    try:
        frame = gateway.wait(lambda one: one["show"] == show.show.pk)
        assert frame["values"]["online"] == 0
        assert frame["values"]["uv"] > 0
    finally:
        process.child.terminate()
        assert process.child.wait(60) == 0
