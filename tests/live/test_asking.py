"""Metrics by SQL and questions of staff, over the running insight process and the order tables."""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from typing import Any

import pyarrow.parquet
import pytest
from tests.factories.staged_show import StagedShow
from tests.live.test_insight_process import Process, analyst, home, process, settled

from kaibo.foundation.errors import InvalidInput, NotAllowed
from kaibo.foundation.models import AuditEntry
from kaibo.insight import asking, facade, registry
from kaibo.insight.actions.own_metric import save_own_metric
from kaibo.insight.asking_schemas import BehaviourOut
from kaibo.insight.batch import statements
from kaibo.insight.registry.own import Definition
from kaibo.insight.sales import sales
from kaibo.team.models import Membership, Staff

__all__ = ["home", "process"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def rows(show: StagedShow, sql: str, actor: Staff) -> list[Any]:
    return list(json.loads(asking.ask_sql(show.shop.pk, sql, "json", actor))["rows"])


def test_every_metric_of_a_show_and_money_to_the_cent(process: Process) -> None:
    show = StagedShow(process.config.events)
    show.refund(next(order for order in show.orders if order.state == "paid"))
    settled(show)
    staff = analyst(show)
    formula = "(gmv - refund_amount) / uv"
    ours = Definition("net_per_viewer", "人均净成交", "Net per viewer", formula, "money", "分析")
    save_own_metric(show.shop.pk, ours, staff)
    found = asking.figures(show.show.pk, staff)
    values = found["values"]
    assert {one.id for one in statements.measured("show")} <= values.keys()
    assert set(registry.live_ids()) <= values.keys()
    books = asdict(sales(show.show.pk))
    names = ("orders", "gmv_created", "order_buyers", "paid_orders", "gmv", "buyers", "units",
             "refund_amount")  # fmt: skip
    assert {name: values[name] for name in names} == {name: books[name] for name in names}
    net = books["gmv"] - books["refund_amount"]
    assert values["net_gmv"] == net
    assert values["net_gmv_1h"] == net, "all of it was refunded within the hour"
    assert values["new_viewer_rate"] == 100
    assert values["sell_through_rate"] == 100
    assert found["own"] == {"net_per_viewer": round(net / values["uv"], 4)}
    paid = f"where show_id = {show.show.pk} and"
    by_sql = rows(
        show,
        f"select sum(pay_amount)::bigint, count(*) from orders {paid} paid_ms is not null",
        staff,
    )
    assert by_sql == [[books["gmv"], books["paid_orders"]]]
    by_log = rows(
        show, f"select sum(amount)::bigint, sum(n)::bigint from events {paid} kind = 'pay'", staff
    )
    assert by_log == by_sql


def test_live_figures_equal_the_sql_of_the_same_process(process: Process) -> None:
    show = StagedShow(process.config.events)
    settled(show)
    staff = analyst(show)
    live = facade.metrics(show.show.pk, staff)["totals"]
    values = json.loads(facade.client.fetch(
        f"/figures/{show.shop.pk}/{show.show.pk}", {"rehearsal": 0}, timeout=60.0
    ) or b"{}")  # fmt: skip
    both = live.keys() & values.keys()
    assert len(both) >= 65
    assert {one: registry.shown(values[one]) for one in both} == {one: live[one] for one in both}


def test_behaviour_of_a_show_adds_up_to_its_figures(process: Process) -> None:
    show = StagedShow(process.config.events)
    settled(show)
    staff = analyst(show)
    found = asking.behaviour(show.show.pk, staff)
    live = facade.metrics(show.show.pk, staff)["totals"]
    assert BehaviourOut(**found).show == show.show.pk
    assert sum(row["entered"] for row in found["completion"]) == live["uv"]
    assert [row["uv"] for row in found["returning"]] == [live["uv"]]
    assert sum(row["gmv"] for row in found["returning"]) == sales(show.show.pk).gmv
    assert {row["host"] for row in found["hosts"]} == {"阿月"}
    assert found["hosts"][0]["values"]["gmv"] == sales(show.show.pk).gmv
    assert sum(row["exits"] for row in found["stages"]) == live["uv"]
    assert found["decision"]
    assert found["peaks"]


def test_a_question_sees_one_shop_and_files_are_audited(process: Process) -> None:
    show, other = StagedShow(process.config.events), StagedShow(process.config.events)
    settled(show)
    settled(other)
    staff = analyst(show)
    assert rows(show, "select id, title from shows", staff) == [
        [show.show.pk, "周五夜场 · 春夏床品专场"]
    ]
    assert rows(show, "select distinct show_id from events", staff) == [[show.show.pk]]
    sql = (
        "select l.name, sum(o.quantity)::bigint as units from order_lines o"
        " join links l using (link) group by l.name order by units desc"
    )
    answer = asking.ask_sql(show.shop.pk, sql, "parquet", staff)
    table = pyarrow.parquet.read_table(io.BytesIO(answer))
    assert table.num_rows == 3
    entry = AuditEntry.objects.get(action="insight.export_answer")
    assert entry.detail == {"sql": sql, "form": "parquet"}
    with pytest.raises(NotAllowed):
        asking.ask_sql(other.shop.pk, sql, "json", staff)


def test_refusals_say_what_to_do_and_the_process_lives_on(process: Process) -> None:
    show = StagedShow(process.config.events, viewers=20, minutes=4)
    settled(show)
    staff = analyst(show)
    for sql, told in (
        ("drop table events", "只能查询，不能 DROP"),
        ("select * from read_text('/etc/passwd')", "没有表"),
        ("select getenv('HOME')", "函数 getenv 不能用"),
        ("select nothing from events", "nothing"),
        ("select 1; select 2", "这里有 2 条"),
    ):
        with pytest.raises(InvalidInput, match=told):
            rows(show, sql, staff)
    assert rows(show, "select 1 as one", staff) == [[1]]


def test_only_analysts_managers_and_admins_ask(process: Process) -> None:
    show = StagedShow(process.config.events, viewers=20, minutes=4)
    for role, may in (("analyst", True), ("brand_manager", True), ("admin", True),
                      ("operator", False), ("host", False), ("finance", False)):  # fmt: skip
        staff = Staff.objects.create_user(username=f"{role}-{show.tag}", password=None)
        Membership.objects.create(staff=staff, shop=show.shop, role=role)
        if may:
            assert rows(show, "select 1 as one", staff) == [[1]]
        else:
            with pytest.raises(NotAllowed):
                rows(show, "select 1 as one", staff)
