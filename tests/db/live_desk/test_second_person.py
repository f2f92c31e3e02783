"""A price over the limit needs another person, below the floor a brand manager."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests.db.live_desk.stage import Stage

from kaibo.liveroom.models import ConsoleAction

BIG = 27900  # 40 % above 19900; the shop's limit is 30 %
LOW = 14900  # below the floor of 15000, within the limit
Clock = Callable[[datetime], None]


def _ask(stage: Stage, price: int, verb: str = "price", role: str = "operator") -> int:
    body = {"verb": verb, "offer_ids": [stage.offer().pk], "price": price}
    status, answer = stage.send("/confirmations", body, role)
    assert status == 200, answer
    return int(answer["confirmation_id"])


def _price(stage: Stage, price: int, confirmation: int | None = None) -> tuple[int, Any]:
    body = {"price": price, "confirmation_id": confirmation}
    return stage.send(f"/offers/{stage.offer().pk}/price", body)


def test_over_the_limit_is_refused_and_says_what_is_needed(on_air: Stage) -> None:
    status, problem = _price(on_air, BIG)
    assert (status, problem["code"], problem["needs"]) == (
        409, "second_person_needed", ["second_person"],
    )  # fmt: skip
    assert "第二人" in problem["detail"]
    assert problem["change"] == {"offer_ids": [on_air.offer().pk], "price": BIG}
    assert on_air.offer().normal_price == 19900


def test_another_persons_own_session_confirms_once(on_air: Stage) -> None:
    asked = _ask(on_air, BIG)
    assert on_air.desk("second")["confirmations"][0]["asked_by"] == str(on_air.operator)
    assert _price(on_air, BIG, asked)[0] == 409  # nobody said yes yet
    status, problem = on_air.send(f"/confirmations/{asked}")
    assert (status, problem["code"]) == (403, "not_allowed")  # not by oneself
    assert on_air.send(f"/confirmations/{asked}", role="second")[0] == 200
    assert _price(on_air, BIG + 1, asked)[0] == 409  # exactly this change
    assert _price(on_air, BIG, asked)[0] == 200
    assert on_air.offer().normal_price == BIG
    action = ConsoleAction.objects.order_by("-id")[0]
    assert action.detail["confirmed_by"] == "阿青"
    assert on_air.send(f"/offers/{on_air.offer().pk}/price", {"price": 19900})[0] == 200
    assert _price(on_air, BIG, asked)[0] == 409  # spent


def test_a_confirmation_is_good_for_two_minutes(on_air: Stage, clock: Clock) -> None:
    now = timezone.now()
    clock(now)
    asked = _ask(on_air, BIG)
    clock(now + timedelta(seconds=10))
    assert on_air.send(f"/confirmations/{asked}", role="second")[0] == 200
    clock(now + timedelta(seconds=131))
    status, problem = _price(on_air, BIG, asked)
    assert (status, problem["code"]) == (409, "second_person_needed")
    clock(now + timedelta(seconds=130))
    assert _price(on_air, BIG, asked)[0] == 200


def test_a_question_lapses(on_air: Stage, clock: Clock) -> None:
    now = timezone.now()
    clock(now)
    asked = _ask(on_air, BIG)
    clock(now + timedelta(seconds=121))
    assert on_air.send(f"/confirmations/{asked}", role="second")[0] == 409


def test_below_the_floor_only_a_brand_managers_yes_counts(on_air: Stage) -> None:
    status, problem = _price(on_air, LOW)
    assert (status, problem["needs"]) == (409, ["brand_manager"])
    assert "150.00" in problem["detail"]
    asked = _ask(on_air, LOW)
    on_air.send(f"/confirmations/{asked}", role="second")
    status, problem = _price(on_air, LOW, asked)
    assert (status, problem["needs"]) == (409, ["brand_manager"])
    assert on_air.send(f"/confirmations/{asked}", role="brand_manager")[0] == 200
    assert _price(on_air, LOW, asked)[0] == 200


def test_a_flash_off_the_plan_asks_too(on_air: Stage) -> None:
    path = f"/offers/{on_air.offer(2).pk}/flash"
    status, problem = on_air.send(path, {"action": "start", "price": 39900, "seconds": 60})
    assert (status, problem["verb"]) == (409, "flash")
    body = {"verb": "flash", "offer_ids": [on_air.offer(2).pk], "price": 39900}
    asked = on_air.send("/confirmations", body)[1]["confirmation_id"]
    on_air.send(f"/confirmations/{asked}", role="second")
    start = {"action": "start", "price": 39900, "seconds": 60, "confirmation_id": asked}
    assert on_air.send(path, start)[0] == 200


@pytest.mark.parametrize("role", ["host", "analyst"])
def test_who_may_not_run_the_desk_may_not_confirm(on_air: Stage, role: str) -> None:
    assert on_air.send(f"/confirmations/{_ask(on_air, BIG)}", role=role)[0] == 403
