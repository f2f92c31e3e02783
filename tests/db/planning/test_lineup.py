"""The line-up over HTTP: columns, cells, paste, order, versions."""

from __future__ import annotations

import pytest
from tests.db.planning.world import NOW, World, plan, send

from kaibo.foundation.models import AuditEntry
from kaibo.planning import facade
from kaibo.planning.models import FrozenPlan, LineupLink

COLUMNS = {
    "number", "product_name", "image", "product_code", "skus", "role", "daily_price",
    "live_price", "net_price", "mechanism", "cost", "margin_percent", "commission_percent",
    "total_stock", "live_stock", "spare_stock", "per_user_limit", "selling_points", "proof",
    "rival_price", "slot_starts_at", "slot_seconds", "host_name", "sample_ready",
    "ship_within_hours", "return_days", "return_exempt_reason", "risk_words", "note",
}  # fmt: skip


def test_row_joins_product_stock_and_margin_in_all_columns(world: World) -> None:
    client, show = world.client(), world.show()
    cells = {
        "product": "P1", "role": "福利款", "live_price": "¥129", "flash_price": "99.9",
        "mechanism": "买一送一", "commission_percent": "20%", "live_stock": 80,
        "spare_stock": "20", "per_user_limit": "2", "point_1": "60 支长绒棉",
        "proof": "质检 2026-118",
        "rival_price": "¥1,59.00", "talk_minutes": "12", "sample_ready": "是",
        "risk_words": "最", "note": "赠洗衣袋",
    }  # fmt: skip
    status, sheet = send(client, "patch", f"/{show}/lineup", {"rows": [{"cells": cells}]})
    assert (status, sheet["errors"]) == (200, [])
    row = sheet["links"][0]
    assert set(row) >= COLUMNS
    assert (row["number"], row["product_name"], row["role"]) == (1, "纯棉四件套", "welfare")
    assert (row["daily_price"], row["live_price"], row["net_price"]) == (19900, 12900, 9990)
    assert (row["cost"], row["margin_percent"]) == (8000, 19.9)
    assert row["profit"] == 9990 * 80 // 100 - 8000 == -8
    assert (row["total_stock"], row["live_stock"], row["rival_price"]) == (100, 80, 15900)
    assert row["selling_points"] == ["60 支长绒棉", "耐洗"]
    assert [flag["code"] for flag in row["risks"]] == ["loss", "risk_words"]


def test_refused_cells_are_named_and_the_others_are_saved(world: World) -> None:
    client, show = world.client(), world.show()
    plan(world, show)
    links = facade.lineup(show)
    rows = [
        {"id": links[0].id, "cells": {"live_price": "便宜", "note": "主推"}},
        {"id": links[1].id, "cells": {"live_stock": -5, "per_user_limit": 1.5, "cost": 3}},
        {"id": None, "cells": {"product": "没有这个"}},
        {"id": links[1].id, "cells": {"flash_price": "9999"}},
    ]
    status, sheet = send(client, "patch", f"/{show}/lineup", {"rows": rows})
    assert status == 200
    assert [(e["row"], e["column"], e["value"]) for e in sheet["errors"]] == [
        (0, "live_price", "便宜"), (1, "live_stock", "-5"), (1, "per_user_limit", "1.5"),
        (1, "cost", "3"), (2, "product", "没有这个"), (3, "flash_price", "999900"),
    ]  # fmt: skip
    assert all(error["message"] for error in sheet["errors"])
    assert [row["note"] for row in sheet["links"]] == ["主推", ""]
    assert (sheet["links"][0]["live_price"], len(sheet["links"])) == (19900, 2)


def test_block_with_chinese_headers_from_excel_makes_and_changes_links(world: World) -> None:
    client, show = world.client(), world.show()
    facade.edit_lineup(show, [facade.RowEdit(None, {"product": "P3"})], [], world.staff["operator"])
    text = (
        "序号\t商品名称\t款型\t直播价(元)\t直播库存\t样品\t日常价\t口味\r\n"
        "1\t记忆枕\t引流款\t59\t100\t✓\t99\t-\r\n"
        '2号\t"纯棉四件套"\t主推\t1,29.5\t0.5万\t\t199\t-\r\n'
        "3\tP2\t利润\t¥499\tabc\t\t599\t-\r\n"
    )
    status, sheet = send(client, "post", f"/{show}/lineup/paste", {"text": text})
    assert status == 200
    got = [(r["number"], r["product_code"], r["role"], r["live_price"]) for r in sheet["links"]]
    assert got == [(1, "P3", "traffic", 5900), (2, "P1", "main", 12950)]
    assert (sheet["links"][0]["sample_ready"], sheet["links"][1]["live_stock"]) == (True, 5000)
    assert [(e["row"], e["column"], e["value"]) for e in sheet["errors"]] == [
        (2, "live_stock", "abc")
    ]
    assert sheet["ignored"] == ["日常价", "口味"]


def test_pasted_row_keeps_its_product_when_the_cell_is_empty(world: World) -> None:
    client, show = world.client(), world.show()
    plan(world, show)
    first = facade.lineup(show)[0].id
    text = "链接号\t商品\t直播价\n1\t\t便宜\n"
    _status, sheet = send(client, "post", f"/{show}/lineup/paste", {"text": text})
    assert [(e["column"], e["id"]) for e in sheet["errors"]] == [("live_price", first)]
    assert sheet["links"][0]["product_code"] == "P1"


def test_block_without_headers_falls_in_from_the_chosen_cell(world: World) -> None:
    client, show = world.client(), world.show()
    plan(world, show)
    body = {"text": "119\t99\n499\t\n", "row": 0, "column": "live_price"}
    _status, sheet = send(client, "post", f"/{show}/lineup/paste", body)
    assert sheet["errors"] == []
    assert [(r["live_price"], r["flash_price"]) for r in sheet["links"]] == [
        (11900, 9900), (49900, None),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "\n\t\n", "x\n" * 600, '"' + "a" * 200_000])
def test_unusable_blocks_are_refused_not_crashed(world: World, text: str) -> None:
    status, _ = send(world.client(), "post", f"/{world.show()}/lineup/paste", {"text": text})
    assert status == 422


def test_reorder_renumbers_and_taken_numbers_swap(world: World) -> None:
    client, show = world.client(), world.show()
    plan(world, show)
    first, second = [row.id for row in facade.lineup(show)]
    status, sheet = send(client, "put", f"/{show}/lineup/order", {"order": [second, first]})
    assert [row["id"] for row in sheet["links"]] == [second, first]
    body = {"rows": [{"id": first, "cells": {"number": 1}}]}
    status, sheet = send(client, "patch", f"/{show}/lineup", body)
    assert [row["id"] for row in sheet["links"]] == [first, second]
    status, _ = send(client, "put", f"/{show}/lineup/order", {"order": [first]})
    assert status == 409


def test_edit_after_a_freeze_is_a_draft_until_frozen_again_and_versions_differ(
    world: World,
) -> None:
    client, show = world.client(), world.show()
    plan(world, show)
    status, sheet = send(client, "get", f"/{show}/lineup")
    assert (sheet["frozen_version"], sheet["is_draft"]) == (1, False)
    assert send(client, "post", f"/{show}/freeze")[0] == 409  # nothing changed

    link = sheet["links"][0]
    rows = [{"id": link["id"], "cells": {"live_price": "169", "sample_ready": "否"}}]
    status, sheet = send(client, "patch", f"/{show}/lineup", {"rows": rows})
    assert (sheet["frozen_version"], sheet["is_draft"]) == (1, True)
    frozen = facade.frozen_plan(show)
    assert frozen is not None
    assert frozen.links[0].live_price == 19900  # the room still runs what was frozen

    status, diff = send(client, "get", f"/{show}/diff?old=1")
    assert [(c["row"], c["field"], c["before"], c["after"]) for c in diff["changes"]] == [
        ("1号 纯棉四件套", "直播价", "¥199.00", "¥169.00"),
        ("1号 纯棉四件套", "样品到位", "是", "否"),
    ]
    status, version = send(client, "post", f"/{show}/freeze")
    assert (status, version["version"], version["frozen_by"]) == (201, 2, "operator 小林")
    status, versions = send(client, "get", f"/{show}/versions")
    assert [v["version"] for v in versions] == [2, 1]
    status, diff = send(client, "get", f"/{show}/diff?old=2&new=1")
    assert diff["changes"][0]["after"] == "¥199.00"
    assert send(client, "get", f"/{show}/diff?old=9")[0] == 404


def test_frozen_body_is_complete_without_the_tables(world: World) -> None:
    show = world.show()
    plan(world, show)
    before = facade.frozen_plan(show)
    LineupLink.objects.filter(show=show).update(note="changed later", live_price=1)
    for product in world.products:
        product.name = "改名"
        product.save()
    after = facade.frozen_plan(show)
    assert before == after
    assert after is not None
    assert {link.product_name for link in after.links} == {"纯棉四件套", "羽绒被"}
    assert [sku.code for link in after.links for sku in link.skus] == ["P1-1", "P2-1"]
    assert set(FrozenPlan.objects.get(show=show).body["links"][0]) >= COLUMNS


def test_removed_row_and_unknown_rows(world: World) -> None:
    client, show = world.client(), world.show()
    plan(world, show)
    gone = facade.lineup(show)[0].id
    _status, sheet = send(client, "patch", f"/{show}/lineup", {"removed": [gone]})
    assert [row["number"] for row in sheet["links"]] == [2]
    body = {"rows": [{"id": gone, "cells": {"note": "x"}}]}
    _status, sheet = send(client, "patch", f"/{show}/lineup", body)
    assert sheet["errors"][0]["message"] == "这一行已被删除，请刷新"
    last = AuditEntry.objects.filter(action="planning.edit_lineup").latest("id")
    assert list(last.detail) == ["-1"]


def test_products_offered_are_those_of_the_shop_with_stock(world: World) -> None:
    _status, found = send(world.client(), "get", f"/{world.show()}/products?q=枕")
    assert [(p["code"], p["stock"], p["daily_price"]) for p in found] == [("P3", 100, 9900)]


def test_plan_of_a_finished_show_is_history(world: World) -> None:
    from tests.db.planning.world import sign_all

    client, show = world.client(), world.show()
    plan(world, show)
    sign_all(world, show)
    facade.enter_phase(show, "on_air", world.staff["operator"], NOW)
    facade.enter_phase(show, "review", world.staff["operator"], NOW)
    assert send(client, "patch", f"/{show}/lineup", {"rows": []})[0] == 409
    assert send(client, "patch", f"/{show}/script", {"rows": []})[0] == 409
    assert send(client, "post", f"/{show}/freeze")[0] == 409
