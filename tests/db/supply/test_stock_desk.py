"""The table of stock, warnings before a link is presented, and stock shared by all channels."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from tests.db.live_desk.stage import make_stage
from tests.db.supply.depot import NOW, Depot, make_depot

from kaibo.foundation import ledger
from kaibo.foundation.errors import KaiboError
from kaibo.supply import facade as supply
from kaibo.supply import paper_facade as papers

DAY = "2027-06-01"


@pytest.mark.capability("SUPP-05")
@pytest.mark.django_db
def test_safety_stock_and_ceiling_warn_before_a_link_is_presented() -> None:
    stage = make_stage()
    stage.go_live()
    offer, shop = stage.offer(2), stage.world.shop.pk
    link = offer.link_id
    assert [risk for risk in stage.desk()["stock_risks"] if risk["link_id"] == link] == []
    boss = stage.world.staff["brand_manager"]
    papers.save_policy(boss, shop, offer.sku_id, papers.Policy(safety_stock=120))
    (risk,) = [one for one in stage.desk()["stock_risks"] if one["link_id"] == link]
    assert risk["level"] == "short"
    assert "安全库存 120 件" in risk["messages"][0]
    assert "仓内可放 50 件" in risk["messages"][0]
    papers.save_policy(boss, shop, offer.sku_id, papers.Policy(0, 80))
    (risk,) = [one for one in stage.desk()["stock_risks"] if one["link_id"] == link]
    assert risk["level"] == "over"
    supply.return_unsold([(link, offer.sku_id)])
    (risk,) = [one for one in stage.desk()["stock_risks"] if one["link_id"] == link]
    assert risk["level"] == "out"
    assert stage.send("/pin", {"link_id": link})[0] == 200  # a warning, not a lock
    status, table = _table(stage.world.client("brand_manager"), shop, "over")
    assert status == 200
    assert [row["sku_id"] for row in table["items"]] == [offer.sku_id]
    assert table["counts"]["over"] == 1


@pytest.mark.django_db
def test_the_gate_names_a_sku_that_would_lose_its_buffer() -> None:
    stage = make_stage()
    sku = stage.world.products[0].skus.get()
    boss = stage.world.staff["brand_manager"]
    papers.save_policy(boss, stage.world.shop.pk, sku.pk, papers.Policy(buffer_percent=60))
    status, answer = stage.send("/start", {"show_id": stage.show})
    assert status == 409
    assert "留安全库存" in str(answer["reasons"])
    papers.lift_buffer(boss, stage.world.shop.pk, stage.show, sku.pk, "清仓场", NOW)
    stage.go_live()


@pytest.mark.django_db
def test_every_table_and_paper_over_http() -> None:
    depot = make_depot(skus=3)
    shop, sku = depot.shop.pk, depot.sku
    at = f"?shop_id={shop}"
    line = {"sku_id": sku, "units": 40, "lot_no": "L1", "expires_on": DAY}
    assert depot.call("post", f"/receipts{at}", {"paper_no": "SN1", "lines": [line]})[0] == 201
    house = {"code": "SH", "name": "上海仓", "province": "上海市"}
    assert depot.call("post", f"/warehouses{at}", house)[0] == 403
    made = depot.call("post", f"/warehouses{at}", house, "admin")[1]
    house["priority"] = 5
    changed = depot.call("put", f"/warehouses/{made['id']}{at}", house, "admin")[1]
    assert changed["priority"] == 5
    hold = {"sku_id": sku, "units": 4, "holder": "达人小美", "until": _soon()}
    held = depot.call("post", f"/holds{at}", hold)[1]["id"]
    assert depot.call("get", f"/holds{at}")[1][0]["units"] == 4
    assert depot.call("post", f"/holds/{held}/release{at}")[0] == 200
    moved = {
        "source_id": depot.main,
        "target_id": made["id"],
        "lines": [{"sku_id": sku, "units": 6}],
    }
    paper = depot.call("post", f"/transfers{at}", moved)[1]["id"]
    assert depot.call("post", f"/transfers/{paper}/send{at}")[0] == 200
    arrived = {"lines": [{"sku_id": sku, "units": 5}]}
    assert depot.call("post", f"/transfers/{paper}/receive{at}", arrived)[0] == 200
    assert depot.call("get", f"/transfers{at}")[1][0]["lines"][0]["received"] == 5
    lots = depot.call("get", f"/lots{at}&sku_id={sku}")[1]
    spoiled = {"warehouse_id": depot.main, "units": 1, "reason": "受潮"}
    assert depot.call("post", f"/lots/{lots[0]['id']}/write-off{at}", spoiled)[0] == 200
    place = depot.call("get", f"/skus/{sku}{at}")[1]
    assert place["total"] == 0
    units = {(one["place"], one["name"]): one["units"] for one in place["places"]}
    assert units["warehouse", "主仓"] == 33
    assert units["warehouse", "上海仓"] == 5
    moves = depot.call("get", f"/movements{at}&reason=write_off")[1]
    assert [move["units"] for move in moves] == [1]
    assert "write_off" in _stream(depot, f"/movements/export{at}")
    assert depot.call("get", f"/reconcile{at}")[1] == {"is_fine": True, "faults": []}
    choices = {
        "release_strategy": "most_stock", "ship_strategy": "nearest", "buffer_percent": 20,
        "expiry_warning_days": 400,
    }  # fmt: skip
    assert depot.call("put", f"/settings{at}", choices, "admin")[1]["buffer_percent"] == 20
    assert depot.call("get", f"/settings{at}")[1]["ship_strategy"] == "nearest"
    assert depot.call("put", f"/skus/{sku}/policy{at}", {"safety_stock": 90})[0] == 200
    table = depot.call("get", f"{at}&level=short")[1]
    assert [(row["sku_id"], row["level"]) for row in table["items"]] == [(sku, "short")]
    assert depot.call("get", f"{at}&level=expiring")[1]["items"][0]["expiring"] == 38
    assert depot.call("get", f"{at}&text=S2")[1]["total"] == 1


@pytest.mark.django_db
def test_a_stock_take_over_http_with_a_sheet() -> None:
    depot = make_depot(skus=2)
    depot.receive(10)
    at = f"?shop_id={depot.shop.pk}"
    take = depot.call("post", f"/takes{at}", {"note": "月末"})[1]["id"]
    codes = [sku.code for sku in depot.skus]
    sheet = f"SKU编码,实盘\r\n{codes[0]},8\r\nNONE,3\r\n{codes[1]},三\r\n{codes[0]},9\r\n"
    file = SimpleUploadedFile("counts.csv", sheet.encode("gb18030"))
    answer = depot.client().post(f"/api/v1/stock/takes/{take}/import{at}", {"file": file}).json()
    assert (answer["counted"], [row["line"] for row in answer["bad"]]) == (1, [3, 4, 5])
    body = {"lines": [{"sku_id": depot.sku, "counted": 1}], "adds": True}
    shown = depot.call("post", f"/takes/{take}/counts{at}", body)[1]
    assert shown["lines"][0]["difference"] == -1
    depot.call("post", f"/takes/{take}/submit{at}")
    status, why = depot.call("post", f"/takes/{take}/post{at}", {"reason": "破损"})
    assert (status, why["code"]) == (403, "not_allowed")
    assert depot.call("post", f"/takes/{take}/post{at}", {"reason": "破损"}, "operator")[0] == 200
    assert depot.free() == 9
    assert depot.call("get", f"/takes{at}")[1][0]["state"] == "posted"


@pytest.mark.django_db
def test_another_shop_sees_nothing() -> None:
    depot, other = make_depot(), make_depot()
    depot.receive(3)
    for path in ("", "/warehouses", "/lots", "/holds", "/transfers", "/takes", "/movements",
                 "/reconcile", f"/skus/{depot.sku}", "/settings"):  # fmt: skip
        assert other.call("get", f"{path}?shop_id={depot.shop.pk}")[0] == 403, path
    assert other.call("get", f"/skus/{depot.sku}?shop_id={other.shop.pk}")[0] == 404
    line = {"sku_id": depot.sku, "units": 1}
    body = {"lines": [line]}
    assert other.call("post", f"/receipts?shop_id={other.shop.pk}", body)[0] == 404


@pytest.mark.capability("SUPP-07")
@pytest.mark.django_db(transaction=True)
def test_channels_that_want_the_last_units_at_once_get_each_unit_once() -> None:
    """Six links, two partners and a transfer reach for 20 units; what they get adds up to 20."""
    depot = make_depot()
    depot.receive(20)
    house = depot.house("SH")
    show = depot.show()
    links = [depot.link(show).pk for _n in range(6)]
    end = NOW + dt.timedelta(hours=2)
    paper = papers.write_transfer(
        depot.keeper, depot.shop.pk, depot.main, house, {depot.sku: 5}, "", NOW
    )

    def release(link: int) -> Callable[[], Any]:
        return lambda: supply.release_to_link(link, depot.sku, 4)

    def hold() -> None:
        draft = papers.HoldDraft(depot.sku, 3, "抖音达人", end)
        papers.hold(depot.keeper, depot.shop.pk, draft, NOW)

    def send() -> None:
        papers.send_transfer(depot.keeper, depot.shop.pk, paper.pk, NOW)

    failed = _at_once([*(release(link) for link in links), hold, hold, send])
    assert all(isinstance(error, ledger.BalanceTooLow) for error in failed), failed
    assert failed  # 35 units were wanted
    position = supply.positions([depot.sku])[depot.sku]
    given = {name: position.places[name] for name in ("link", "held", "transit")}
    assert sum(given.values()) + position.free == 20
    assert position.free < 5  # nobody was refused a unit that was there
    assert position.total == 0
    assert supply.reconcile(depot.shop.pk) == []


@pytest.mark.django_db(transaction=True)
def test_two_people_at_one_paper() -> None:
    depot = make_depot()
    depot.receive(30)
    house = depot.house("SH")
    paper = papers.write_transfer(
        depot.keeper, depot.shop.pk, depot.main, house, {depot.sku: 5}, "", NOW
    )
    keepers = [depot.keeper, depot.staff["operator"]]
    sends = [
        lambda who=who: papers.send_transfer(who, depot.shop.pk, paper.pk, NOW) for who in keepers
    ]
    assert len(_at_once(sends)) == 1
    assert depot.at("transit") == 5
    gets = [
        lambda who=who: papers.receive_transfer(who, depot.shop.pk, paper.pk, {}, NOW)
        for who in keepers
    ]
    assert len(_at_once(gets)) == 1
    assert depot.free(house) == 5
    take = papers.open_take(depot.staff["admin"], depot.shop.pk, house, "", NOW)
    counts = [
        lambda: papers.count(
            depot.staff["admin"], depot.shop.pk, take.pk, {depot.sku: 1}, NOW, adds=True
        )
    ] * 4
    assert _at_once(counts) == []
    assert take.lines.get().counted == 4
    papers.submit_take(depot.staff["admin"], depot.shop.pk, take.pk, NOW)
    posts = [
        lambda who=who: papers.post_take(who, depot.shop.pk, take.pk, "少一件", NOW)
        for who in keepers
    ]
    assert len(_at_once(posts)) == 1
    assert depot.free(house) == 4
    assert ledger.verify("stock") == []


def _at_once(works: list[Callable[[], Any]]) -> list[KaiboError]:
    """Run all at the same moment, each on its own connection; what they were refused with."""
    gate, failed = threading.Barrier(len(works)), []

    def run(work: Callable[[], Any]) -> None:
        gate.wait()
        try:
            work()
        except KaiboError as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def _table(client: Any, shop: int, level: str) -> tuple[int, Any]:
    answer = client.get(f"/api/v1/stock?shop_id={shop}&level={level}")
    return answer.status_code, answer.json()


def _soon() -> str:
    return (dt.datetime.now(dt.UTC) + dt.timedelta(hours=2)).isoformat()


def _stream(depot: Depot, path: str) -> str:
    answer = depot.client().get(f"/api/v1/stock{path}")
    return b"".join(answer.streaming_content).decode()
