"""What the order writer knows of the shop when it decides. Values only, no database."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from kaibo.selling.contracts import OrderPlan
from kaibo.selling.hot import price_at


@dataclass(frozen=True, slots=True)
class Part:
    """Accounts that one unit of an offer moves ``units`` between."""

    stock_id: int
    reserved_id: int
    units: int


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer as read; ``mark`` changes with every change of its row. Times in Unix ms."""

    id: int
    mark: int
    shop_id: int
    show_id: int
    link_id: int
    sku_id: int
    product_id: int
    snapshot_id: int
    is_listed: bool
    normal_price: int
    flash_price: int | None
    flash_starts_at: int | None
    flash_ends_at: int | None
    per_user_limit: int
    parts: tuple[Part, ...]
    needs_consent: bool = False  # no 7-day return: the buyer must tick so, which a quote keeps
    is_gift: bool = False  # comes with something else, is not sold alone

    def price(self, now: int) -> int:
        """The unit price at ``now`` (Unix ms)."""
        return price_at(
            self.normal_price, self.flash_price, self.flash_starts_at, self.flash_ends_at, now
        )


@dataclass(frozen=True, slots=True)
class Room:
    id: int
    show_id: int | None
    is_on_air: bool
    is_rehearsal: bool


@dataclass(slots=True)
class Balance:
    """``units`` is what the last commit or the last look left there."""

    book: str
    units: int
    may_go_negative: bool


class Made(msgspec.Struct, frozen=True):
    """An order that a key has made before."""

    order_id: int
    amount: int
    expires_at: int  # Unix ms


class Coupon(msgspec.Struct, frozen=True):
    """A claimed coupon."""

    id: int
    buyer_id: int
    campaign_id: int
    is_unspent: bool  # neither used nor expired


@dataclass(frozen=True, slots=True)
class Campaign:
    """A promotion and the ledger accounts that a coupon of it moves."""

    id: int
    version: int
    is_switched_on: bool  # running; of coupons that were claimed, ended too
    starts_at: int  # Unix ms
    ends_at: int  # of coupons: when the last one expires
    kind: str
    terms: str  # JSON
    scope: str  # JSON
    audience: str  # JSON
    show_id: int | None
    per_user_limit: int | None  # orders of one buyer
    held_id: int | None
    used_id: int | None
    left_id: int | None  # of the budget, None without one
    spent_id: int | None
    shop_id: int

    def is_running(self, now: int) -> bool:
        return self.is_switched_on and self.starts_at <= now < self.ends_at


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote as read."""

    id: int
    buyer_id: int
    show_id: int
    is_open: bool  # neither used nor expired
    pay_amount: int
    plan: OrderPlan
    address_id: int | None = None  # it was priced for; None: any address of the buyer
    home_id: int | None = None  # that address while the buyer keeps it


Home = tuple[int, int]  # buyer, and the address asked for (0: the default one)
Count = tuple[int, int, int]  # kind, subject, buyer


@dataclass(slots=True)
class Facts:
    """Everything known. What is missing in `balances`, `counts` and `made` is taken to be in
    order: the database has the last word and refuses a batch that was decided wrongly."""

    offers: dict[int, Offer] = field(default_factory=dict)
    rooms: dict[int, Room] = field(default_factory=dict)
    buyers: set[int] = field(default_factory=set)
    homes: dict[Home, int] = field(default_factory=dict)
    balances: dict[int, Balance] = field(default_factory=dict)
    counts: dict[Count, int] = field(default_factory=dict)
    coupons: dict[int, Coupon] = field(default_factory=dict)
    campaigns: dict[int, Campaign] = field(default_factory=dict)
    quotes: dict[int, Quoted] = field(default_factory=dict)
    made: dict[tuple[int, bytes], Made] = field(default_factory=dict)
    tariffs: set[tuple[int, int]] = field(default_factory=set)  # (shop, show or 0) with a fee
