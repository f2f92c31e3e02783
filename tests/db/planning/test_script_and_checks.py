"""CONT-03 script with its validator, PLAN-10 checklist and the Go Live gate, over HTTP."""

from __future__ import annotations

import pytest
from tests.db.planning.world import NOW, World, plan, send, sign_all

from kaibo.foundation.errors import GateClosed
from kaibo.foundation.models import AuditEntry
from kaibo.planning import facade
from kaibo.planning.models import LineupLink


@pytest.mark.capability("CONT-03")
def test_script_rows_are_validated_for_missing_parts_and_over_long_timing(world: World) -> None:
    client, show = world.client(), world.show(minutes=10)
    row = facade.RowEdit(None, {"product": "P1", "live_stock": 5})
    facade.edit_lineup(show, [row], [], world.staff["operator"])
    rows = [
        {"cells": {"part": "开场留人", "title": "欢迎", "seconds": "3:00"}},
        {"cells": {"part": "价值传递", "title": "四件套", "seconds": "4分", "link_number": "1号",
                   "talk_points": "长绒棉亲肤透气" * 200}},
        {"cells": {"part": "促单", "title": "上链接", "seconds": 240, "link_number": 1,
                   "is_cant_miss": "是"}},
    ]  # fmt: skip
    status, script = send(client, "patch", f"/{show}/script", {"rows": rows})
    assert (status, script["errors"], script["is_valid"]) == (200, [], False)
    assert [s["position"] for s in script["segments"]] == [1, 2, 3]
    assert script["segments"][1]["starts_at"] - script["segments"][0]["starts_at"] == 180_000
    report = script["report"]
    assert report["missing_parts"] == ["interaction", "ending"]
    assert (report["scripted_seconds"], report["planned_seconds"]) == (660, 600)
    codes = [(p["code"], p["level"]) for p in report["problems"]]
    assert codes == [
        ("missing_part", "problem"), ("missing_part", "problem"), ("over_long", "problem"),
        ("talk_over_long", "warning"), ("no_console_action", "warning"),
    ]  # fmt: skip
    words = " ".join(p["message"] for p in report["problems"])
    assert "「互动」" in words
    assert "「收尾沉淀」" in words
    assert "多出 1:00" in words
    assert "话术要读 5:12" in words  # 1400 characters at 4.5 a second

    rows = [
        {"cells": {"part": "互动", "title": "答疑", "seconds": 60}, "at": 3},
        {"cells": {"part": "收尾沉淀", "title": "再见", "seconds": 60}},
        {"id": script["segments"][2]["id"], "cells": {"seconds": 30, "console_action": "开价"}},
        {"id": script["segments"][1]["id"], "cells": {"talk_points": "亲肤"}},
    ]
    status, script = send(client, "patch", f"/{show}/script", {"rows": rows})
    assert [s["part"] for s in script["segments"]] == [
        "opening", "product", "interaction", "sales", "ending",
    ]  # fmt: skip
    assert (script["is_valid"], script["report"]["problems"]) == (True, [])


def test_host_who_speaks_slowly_gets_another_verdict(world: World) -> None:
    client, show = world.client(), world.show()
    rows = [{"cells": {"part": "opening", "seconds": 20, "talk_points": "欢" * 90}}]
    _status, script = send(client, "patch", f"/{show}/script", {"rows": rows})
    assert script["segments"][0]["read_seconds"] == 20
    card = send(client, "get", f"/{show}")[1]
    frame = {
        "title": card["title"], "planned_start_at": "2026-11-27T19:00:00+08:00",
        "planned_end_at": "2026-11-27T20:00:00+08:00", "read_chars_per_second": 3,
    }  # fmt: skip
    assert send(client, "put", f"/{show}", frame)[0] == 200
    _status, script = send(client, "get", f"/{show}/script")
    assert script["segments"][0]["read_seconds"] == 30
    assert "talk_over_long" in [p["code"] for p in script["report"]["problems"]]


def test_script_cells_are_refused_with_reasons_and_locked_rows_stay(world: World) -> None:
    client, show = world.client(), world.show()
    plan(world, show)
    ids = [s.id for s in facade.segments(show)]
    lock = {"rows": [{"id": ids[0], "cells": {"is_locked": True}}]}
    send(client, "patch", f"/{show}/script", lock)
    rows = [
        {"id": ids[0], "cells": {"title": "改标题"}},
        {"id": ids[1], "cells": {"seconds": "很久", "part": "茶歇", "link_number": "77"}},
    ]
    _status, script = send(client, "patch", f"/{show}/script", {"rows": rows})
    assert [(e["row"], e["column"]) for e in script["errors"]] == [
        (0, "title"), (1, "link_number"), (1, "seconds"), (1, "part"),
    ]  # fmt: skip
    assert script["segments"][0]["title"] == "开场留人"
    assert send(client, "patch", f"/{show}/script", {"removed": [ids[0]]})[0] == 409
    unlock = {"rows": [{"id": ids[0], "cells": {"is_locked": "否"}}]}
    assert send(client, "patch", f"/{show}/script", unlock)[1]["errors"] == []
    assert send(client, "patch", f"/{show}/script", {"removed": [ids[0]]})[0] == 200


def test_script_pasted_from_a_spreadsheet_and_reordered(world: World) -> None:
    client, show = world.client(), world.show()
    text = (
        '环节\t时长\t内容\t主播话术要点\n开场\t2:00\t欢迎\t"第一句\n第二句"\n收尾\t60秒\t再见\t\n'
    )
    status, script = send(client, "post", f"/{show}/script/paste", {"text": text})
    assert (status, script["errors"]) == (200, [])
    assert [(s["part"], s["seconds"]) for s in script["segments"]] == [
        ("opening", 120), ("ending", 60),
    ]  # fmt: skip
    assert script["segments"][0]["talk_points"] == "第一句\n第二句"
    order = [s["id"] for s in reversed(script["segments"])]
    status, script = send(client, "put", f"/{show}/script/order", {"order": order})
    assert [s["part"] for s in script["segments"]] == ["ending", "opening"]
    assert {p["code"] for p in script["report"]["problems"]} >= {"opening_not_first"}


def test_template_inserts_rows_and_takes_links_not_yet_presented(world: World) -> None:
    client, show = world.client(), world.show()
    plan(world, show)
    assert [s.link_number for s in facade.segments(show)] == [None, 1, 1, None, 2, 2, None]
    facade.edit_lineup(show, [facade.RowEdit(None, {"product": "P3"})], [], world.staff["operator"])
    body = {"template": "product", "at": 2}
    _status, script = send(client, "post", f"/{show}/script/template", body)
    assert [s["link_number"] for s in script["segments"]][:4] == [None, 3, 3, 1]
    assert send(client, "post", f"/{show}/script/template", {"template": "magic"})[0] == 422


@pytest.mark.capability("PLAN-10")
def test_go_live_is_refused_while_a_mandatory_check_is_open_and_shows_who_signed(
    world: World,
) -> None:
    client, show = world.client(), world.show()
    plan(world, show)
    status, checks = send(client, "get", f"/{show}/checklist")
    mandatory = [c for c in checks if c["is_mandatory"]]
    assert len({c["category"] for c in checks}) >= 6
    status, reasons = send(client, "get", f"/{show}/gates/go_live")
    assert len(reasons) == len(mandatory)
    assert {r["code"] for r in reasons} == {"check_unsigned"}
    assert all(r["link"] == f"/studio/shows/{show}/plan?tab=checklist" for r in reasons)

    host = world.client("host")
    for check in mandatory[:-1]:
        body = {"note": "已确认"}
        status, checks = send(host, "post", f"/{show}/checklist/{check['id']}/sign", body)
        assert status == 200
    with pytest.raises(GateClosed) as closed:
        facade.enter_phase(show, "on_air", world.staff["operator"], NOW)
    assert [r["message"] for r in closed.value.detail["reasons"]] == [  # type: ignore[attr-defined]
        f"必检项「{mandatory[-1]['title']}」未签字"
    ]
    signed = next(c for c in checks if c["id"] == mandatory[0]["id"])
    assert (signed["signed_by"], signed["note"]) == ("host 小林", "已确认")
    assert signed["signed_at"] > 1_700_000_000_000

    send(host, "post", f"/{show}/checklist/{mandatory[-1]['id']}/sign", {})
    assert send(client, "get", f"/{show}/gates/go_live") == (200, [])
    assert facade.enter_phase(show, "on_air", world.staff["operator"], NOW).phase == "on_air"


def test_sign_off_is_taken_back_and_both_stand_in_the_audit(world: World) -> None:
    client, show = world.client(), world.show()
    check = facade.checklist(show)[0].id
    assert send(client, "post", f"/{show}/checklist/{check}/sign", {})[0] == 200
    assert send(client, "post", f"/{show}/checklist/{check}/sign", {})[0] == 409
    status, checks = send(client, "delete", f"/{show}/checklist/{check}/sign")
    assert (status, checks[0]["signed_by"], checks[0]["signed_at"]) == (200, None, None)
    entries = AuditEntry.objects.filter(subject=f"show:{show}", action__contains="sign")
    assert [e.action for e in entries.order_by("id")] == [
        "planning.sign_check", "planning.unsign_check",
    ]  # fmt: skip
    assert send(world.client("analyst"), "post", f"/{show}/checklist/{check}/sign", {})[0] == 403


def test_items_may_be_added_and_removed(world: World) -> None:
    client, show = world.client(), world.show()
    body = {"category": "goods", "title": "秤已校准"}
    status, checks = send(client, "post", f"/{show}/checklist", body)
    assert (status, checks[-1]["title"], checks[-1]["is_mandatory"]) == (201, "秤已校准", True)
    status, checks = send(client, "delete", f"/{show}/checklist/{checks[-1]['id']}")
    assert "秤已校准" not in [c["title"] for c in checks]
    bad = {"category": "moon", "title": "x"}
    assert send(client, "post", f"/{show}/checklist", bad)[0] == 422


def codes(show: int) -> list[str]:
    return [reason.code for reason in facade.open_reasons(show, "go_live", NOW)]


def test_gate_sees_drafts_stock_and_goals(world: World) -> None:
    show, operator = world.show(), world.staff["operator"]
    plan(world, show)
    sign_all(world, show)
    assert codes(show) == []
    links = facade.lineup(show)
    facade.edit_lineup(show, [facade.RowEdit(links[0].id, {"live_stock": 130})], [], operator)
    assert codes(show) == ["lineup_draft", "links_stocked"]
    facade.freeze_plan(show, operator, NOW)
    reasons = facade.open_reasons(show, "go_live", NOW)
    assert [(r.code, r.who) for r in reasons] == [("links_stocked", "warehouse")]
    assert "少 30 件" in reasons[0].message
    facade.set_goals(show, [], operator)
    assert codes(show) == ["goals_set", "links_stocked"]


def test_two_links_of_one_product_share_its_stock(world: World) -> None:
    show, operator = world.show(), world.staff["operator"]
    for _ in range(2):
        row = facade.RowEdit(None, {"product": "P1", "live_stock": 60})
        facade.edit_lineup(show, [row], [], operator)
    reasons = [r for r in facade.open_reasons(show, "go_live", NOW) if r.code == "links_stocked"]
    assert [r.message for r in reasons] == [
        "2 号「纯棉四件套 标准」库存少 20 件，请补货或减少直播锁定"
    ]


def test_rehearsal_passes_the_same_gate_but_draws_on_no_real_stock(world: World) -> None:
    operator = world.staff["operator"]
    real = world.show()
    frame = facade.ShowFrame("彩排", NOW, facade.queries.show(real).planned_end_at)
    show = facade.create_show(world.shop.pk, frame, operator, rehearsal_of=real).id
    plan(world, show)
    LineupLink.objects.filter(show=show).update(live_stock=10_000)
    facade.freeze_plan(show, operator, NOW)
    assert set(codes(show)) == {"check_unsigned"}
    sign_all(world, show)
    assert codes(show) == []
