"""What formulas are made of: one tree per metric, read by the live fold and by the batch SQL.

A term is a whole number of a grain, or one fraction of two; so an identity such as
GMV = PV × GPM / 1000 holds to the last digit. Calling a term with a View gives its live value;
`kaibo.insight.batch.statements` turns the same tree into SQL.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from kaibo.insight.rules.view import View

Number = int | Fraction
PRESENT = ("enter", "heartbeat", "leave")


class Term:
    """A node of a formula."""

    def __call__(self, view: View) -> Number | None:
        """The value in a grain; None where it cannot be told or its denominator is 0."""
        raise NotImplementedError

    def parts(self) -> tuple[Whole, ...]:
        """The terms directly inside."""
        return ()

    def leaves(self) -> Iterator[Whole]:
        """The counted numbers that the formula reads."""
        for part in self.parts():
            yield from part.leaves()


class Whole(Term):
    """A whole number."""

    def __call__(self, view: View) -> int | None:
        raise NotImplementedError

    def leaves(self) -> Iterator[Whole]:
        parts = self.parts()
        if not parts:
            yield self
        for part in parts:
            yield from part.leaves()


@dataclass(frozen=True)
class Events(Whole):
    """E(x): events, weighted by ``n``; a trade kind counts orders."""

    kinds: tuple[str, ...]

    def __call__(self, view: View) -> int:
        return view.e(*self.kinds)


@dataclass(frozen=True)
class People(Whole):
    """U(x): distinct viewers with any of the kinds."""

    kinds: tuple[str, ...]

    def __call__(self, view: View) -> int:
        return view.u(*self.kinds)


@dataclass(frozen=True)
class Traders(Whole):
    """Distinct buyers with a trade kind; never estimated."""

    kind: str

    def __call__(self, view: View) -> int:
        return view.traders(self.kind)


@dataclass(frozen=True)
class Amount(Whole):
    """Σ amount of a kind: minor units, points for gifts."""

    kind: str

    def __call__(self, view: View) -> int:
        return view.amount(self.kind)


@dataclass(frozen=True)
class Units(Whole):
    """Σ quantity of a kind."""

    kind: str

    def __call__(self, view: View) -> int:
        return view.units(self.kind)


@dataclass(frozen=True)
class WatchMs(Whole):
    """ΣS in ms."""

    def __call__(self, view: View) -> int:
        return view.cell.watch_ms


@dataclass(frozen=True)
class LiveMs(Whole):
    """D in ms: the time on air that the grain covers."""

    def __call__(self, view: View) -> int:
        return view.live_ms


@dataclass(frozen=True)
class Stayed(Whole):
    """U(S ≥ seconds)."""

    seconds: int

    def __call__(self, view: View) -> int:
        return view.stayed(self.seconds)


@dataclass(frozen=True)
class Peak(Whole):
    """Largest number present in any second."""

    def __call__(self, view: View) -> int:
        return view.peak()


@dataclass(frozen=True)
class PresentedMs(Whole):
    """How long the product was presented, ms."""

    def __call__(self, view: View) -> int:
        return view.presented_ms


@dataclass(frozen=True)
class PresentedAmount(Whole):
    """Paid for orders of the product placed while it was presented, minor units."""

    def __call__(self, view: View) -> int:
        return view.cell.presented_amount


@dataclass(frozen=True)
class Constant(Whole):
    """A number of the formula itself, such as ms per second."""

    number: int

    def __call__(self, view: View) -> int:
        return self.number


@dataclass(frozen=True)
class Known(Whole):
    """A number that the cell does not hold; batch SQL, or whoever fills ``View.known``, does."""

    name: str

    def __call__(self, view: View) -> int | None:
        return view.known.get(self.name)


@dataclass(frozen=True)
class Sum(Whole):
    """left + right, or left − right with ``sign`` −1."""

    left: Whole
    right: Whole
    sign: int = 1

    def parts(self) -> tuple[Whole, ...]:
        return self.left, self.right

    def __call__(self, view: View) -> int | None:
        left, right = self.left(view), self.right(view)
        return None if left is None or right is None else left + self.sign * right


@dataclass(frozen=True)
class Ratio(Term):
    """top × scale / (bottom × per)."""

    top: Whole
    bottom: Whole
    scale: int = 1
    per: int = 1

    def parts(self) -> tuple[Whole, ...]:
        return self.top, self.bottom

    def __call__(self, view: View) -> Fraction | None:
        top, bottom = self.top(view), self.bottom(view)
        if top is None or not bottom:
            return None
        return Fraction(top * self.scale, bottom * self.per)


def e(*kinds: str) -> Events:
    return Events(kinds)


def u(*kinds: str) -> People:
    return People(kinds)


def percent(top: Whole, bottom: Whole) -> Ratio:
    return Ratio(top, bottom, 100)


PRESENT_VIEWERS = People(PRESENT)
PAID = Amount("pay")
PAID_ORDERS = Events(("pay",))
BUYERS = Traders("pay")
