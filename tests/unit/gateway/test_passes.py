"""A token is verified once, and never counts longer than it says."""

from __future__ import annotations

import pytest

from kaibo.foundation.errors import LoginRequired
from kaibo.foundation.tokens import Claims, issue
from kaibo.gateway import passes
from kaibo.gateway.passes import Passes


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    seen: list[str] = []
    honest = passes.verify

    def counted(token: str, now_s: float) -> Claims:
        seen.append(token)
        return honest(token, now_s)

    monkeypatch.setattr(passes, "verify", counted)
    return seen


def token(subject: int) -> str:
    return issue(Claims(subject, "buyer", "小满", expires_at=1000))


def test_a_token_is_verified_once(verified: list[str]) -> None:
    known, mine = Passes(), token(7)
    first = known.claims(mine, 10)
    assert known.claims(mine, 20) is first
    assert (first.subject, verified) == (7, [mine])


def test_an_expired_token_is_refused_though_it_is_known(verified: list[str]) -> None:
    known, mine = Passes(), token(7)
    known.claims(mine, 10)
    with pytest.raises(LoginRequired):
        known.claims(mine, 1000)


def test_a_changed_token_is_another_token(verified: list[str]) -> None:
    known, mine = Passes(), token(7)
    known.claims(mine, 10)
    for forged in (mine[:-6] + "AAAAAA", mine + "A", mine.swapcase(), "\ud800"):
        with pytest.raises(LoginRequired):
            known.claims(forged, 10)


def test_the_oldest_is_forgotten(verified: list[str]) -> None:
    known, mine = Passes(kept=2), [token(n) for n in (1, 2, 3)]
    for one in (*mine, mine[2], mine[0]):
        known.claims(one, 10)
    assert verified == [*mine, mine[0]]
