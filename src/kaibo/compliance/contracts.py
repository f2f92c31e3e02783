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


@dataclass(frozen=True, slots=True)
class Charge:
    """What a viewer is held to have done. ``grade`` is the guard's, 0 when a person says so.

    ``evidence``: the comment, hits, figures; it is shown to staff and, its text, to the viewer.
    ``device`` and ``address`` make a ban hold for them too.
    """

    shop_id: int
    viewer_id: int
    cause: str
    evidence: dict[str, object] = field(default_factory=dict)
    grade: int = 0
    room_id: int | None = None
    show_id: int | None = None
    note: str = ""
    device: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class AppealCard:
    """An appeal and what came of it; ``outcome`` is empty while nobody decided."""

    text: str
    at: datetime
    outcome: str
    answer: str
    decided_by: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class PenaltyCard:
    """A penalty as the log shows it; ``by`` is empty when the guard decided."""

    id: int
    viewer_id: int
    viewer: str
    room_id: int | None
    step: str
    measure: str
    cause: str
    note: str
    evidence: dict[str, object]
    grade: int
    points: int
    by: str
    by_id: int | None
    at: datetime
    ends_at: datetime | None
    revoked_at: datetime | None
    revoked_by: str
    revoked_for: str
    appeal: AppealCard | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What a viewer reports; ``kind``: comment, viewer, host, product."""

    shop_id: int
    room_id: int
    show_id: int | None
    reporter_id: int
    kind: str
    subject_id: int
    subject_name: str
    quote: str
    reason: str
    note: str


@dataclass(frozen=True, slots=True)
class ReportCard:
    """A report in the queue; ``outcome`` is empty while it is open."""

    id: int
    room_id: int
    reporter_id: int
    reporter: str
    kind: str
    subject_id: int
    subject_name: str
    quote: str
    reason: str
    note: str
    at: datetime
    outcome: str
    answer: str
    handled_by: str
    handled_at: datetime | None
    penalty_id: int | None


@dataclass(frozen=True, slots=True)
class RulesCard:
    """A published version of the rules of conduct."""

    id: int
    version: int
    text: str
    by: str
    at: datetime
    accepted: int = 0
