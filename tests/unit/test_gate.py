"""The gate: all checks, every reason, no way round."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest

from kaibo.foundation.errors import GateClosed
from kaibo.foundation.gate import Gates, Question, Reason

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def question(**facts: object) -> Question:
    return Question(subject_id=7, shop_id=1, now=NOW, facts=facts)


def reason(code: str) -> Reason:
    return Reason(code=code, message=f"{code} is open", who="operator", link=f"/fix/{code}")


@pytest.fixture
def gates() -> Gates:
    gates = Gates()

    @gates.check("go_live", "signal")
    def signal(asked: Question) -> Iterable[Reason]:
        if asked.facts.get("stream") != "up":
            yield reason("signal")

    @gates.check("go_live", "stock")
    def stock(asked: Question) -> Iterable[Reason]:
        yield from (reason(f"stock_{number}") for number in asked.facts.get("empty", ()))  # type: ignore[attr-defined]

    return gates


def test_every_reason_of_every_check_is_given(gates: Gates) -> None:
    reasons = gates.ask("go_live", question(empty=[3, 5]))
    assert [one.code for one in reasons] == ["signal", "stock_3", "stock_5"]


def test_gate_opens_when_no_check_objects(gates: Gates) -> None:
    assert gates.ask("go_live", question(stream="up")) == []
    gates.require("go_live", question(stream="up"))


def test_closed_gate_raises_with_who_and_where(gates: Gates) -> None:
    with pytest.raises(GateClosed) as raised:
        gates.require("go_live", question(empty=[3]))
    assert raised.value.status == 409
    assert raised.value.detail["gate"] == "go_live"
    assert raised.value.detail["reasons"] == [
        {"code": "signal", "message": "signal is open", "who": "operator", "link": "/fix/signal"},
        {
            "code": "stock_3",
            "message": "stock_3 is open",
            "who": "operator",
            "link": "/fix/stock_3",
        },
    ]
    assert raised.value.message == "signal is open；stock_3 is open"


def test_broken_check_keeps_the_gate_closed_and_hides_no_other_reason(gates: Gates) -> None:
    @gates.check("go_live", "broken")
    def broken(asked: Question) -> Iterable[Reason]:
        raise RuntimeError("no such table")

    codes = [one.code for one in gates.ask("go_live", question())]
    assert codes == ["signal", "broken_failed"]


def test_misspelled_gate_is_refused_not_open(gates: Gates) -> None:
    with pytest.raises(ValueError, match="go_live"):
        gates.ask("golive", question())


def test_a_code_is_registered_once_per_gate(gates: Gates) -> None:
    def again(asked: Question) -> Iterable[Reason]:
        return []

    with pytest.raises(ValueError, match="signal"):
        gates.check("go_live", "signal")(again)
    gates.check("end_show", "signal")(again)
    assert gates.codes("end_show") == ["signal"]
