"""Who leaves when a gateway stops, and when each page comes back."""

from __future__ import annotations

import pytest

from kaibo.gateway import leaving
from kaibo.gateway.leaving import hand_over, send_away, spread
from kaibo.interaction.wire import Away


class Leaver:
    """What `leaving` needs of a connection."""

    def __init__(self, everybody: set[Leaver]) -> None:
        self.is_open, self.codes, self.after = True, [0][:0], [0][:0]
        self._everybody = everybody
        everybody.add(self)

    def send(self, frame: Away) -> None:
        self.after.append(frame.after_ms)

    def close(self, code: int) -> None:
        self.codes.append(code)
        self.is_open = False
        self._everybody.discard(self)


def crowd(count: int) -> tuple[set[Leaver], list[Leaver]]:
    everybody: set[Leaver] = set()
    return everybody, [Leaver(everybody) for _ in range(count)]


def test_ten_thousand_pages_come_back_over_five_seconds() -> None:
    _, pages = crowd(10_000)
    send_away(pages, spread(len(pages)))  # type: ignore[arg-type]
    assert all(page.codes == [4503] for page in pages)
    moments = sorted(page.after[0] for page in pages)
    assert moments[0] == 0
    assert 4900 < moments[-1] < 5000
    for second in range(5):
        assert sum(second * 1000 <= one < second * 1000 + 1000 for one in moments) == 2000


def test_a_small_room_comes_back_within_half_a_second() -> None:
    assert spread(0) == spread(3) == 0.5


async def test_pages_are_handed_over_bit_by_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    everybody, pages = crowd(103)
    here: list[int] = []

    async def passed(seconds: float) -> None:
        assert seconds == pytest.approx(0.1)
        here.append(len(everybody))

    monkeypatch.setattr(leaving.asyncio, "sleep", passed)
    await hand_over(everybody, 1.0)  # type: ignore[arg-type]
    assert here == [92, 81, 70, 60, 50, 40, 30, 20, 10, 0]
    assert all(page.codes == [4503] and page.after[0] < 100 for page in pages)
