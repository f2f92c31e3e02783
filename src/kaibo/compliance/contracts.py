"""What crosses the border of compliance. Frozen; money in minor units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Goods:
    """A product as the check looks at it. ``link``: its number in the show, 0 outside one."""

    product_id: int
    name: str
    claims: Sequence[tuple[str, str]] = ()  # (claim, proof)
    return_days: int = 7
    exempt_reason: str = ""
    exempt_consent: str = ""
    ship_within_hours: int = 48
    has_picture: bool = True
    stock: int = 0
    link: int = 0
    price: int = 0
    floor_price: int = 0
    before_price: int = 0  # a higher price named beside it; 0: none
    before_price_is_proven: bool = True
    selling_points: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Flow:
    """Everything the check needs of a shop and, where given, of a show."""

    shop_id: int
    company_name: str
    license_no: str
    service_contact: str
    pay_methods: Sequence[str]
    goods: Sequence[Goods]
    show_id: int | None = None
    is_rehearsal: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to mend. ``link``: the studio page where that is done."""

    code: str
    severity: str  # block, warn, hint
    subject: str
    message: str
    link: str


@dataclass(frozen=True, slots=True)
class FlowRun:
    """A stored run."""

    id: int
    show_id: int | None
    run_by: str
    at: datetime
    goods: int
    findings: list[Finding] = field(default_factory=list)
