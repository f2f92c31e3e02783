"""A paid order leaves the house: reserved units become shipped ones, the buyer is told."""

from __future__ import annotations

import datetime as dt
import re

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.errors import Conflict, InvalidInput
from kaibo.fulfillment.models import Parcel
from kaibo.selling import facade as selling
from kaibo.team.facade import Role, Staff, require

_TRACKING = re.compile(r"[A-Za-z0-9-]{6,40}")


def ship_order(
    order_id: int, carrier: str, tracking_no: str, staff: Staff, now: dt.datetime
) -> Parcel:
    """Raises `NotFound`, `NotAllowed`, `WrongState`, `InvalidInput`, `Conflict`.

    Locks: ledger accounts, order; then the parcel row is written.
    """
    carrier, tracking_no = _clean(carrier, tracking_no)
    shop_id = selling.shop_of(order_id)
    require(staff, shop_id, Role.WAREHOUSE, Role.OPERATOR, Role.ADMIN)
    detail = {"carrier": carrier, "tracking_no": tracking_no}
    try:
        with transaction.atomic():
            selling.mark_shipped(order_id, staff.pk, detail, now)
            parcel = Parcel.objects.create(
                order_id=order_id, carrier=carrier, tracking_no=tracking_no, shipped_at=now,
                shipped_by=staff,
            )  # fmt: skip
            audit.record(
                shop=shop_id, actor=staff, action="fulfillment.ship_order",
                subject=f"order:{order_id}", detail=detail, at=now,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(
            _("Tracking number %(no)s of %(carrier)s is already on another parcel.")
            % {"no": tracking_no, "carrier": carrier}
        ) from error
    return parcel


def _clean(carrier: str, tracking_no: str) -> tuple[str, str]:
    carrier, tracking_no = carrier.strip(), tracking_no.strip().upper()
    if not carrier or len(carrier) > 30:
        raise InvalidInput(_("Name the carrier in at most 30 characters."), field="carrier")
    if not _TRACKING.fullmatch(tracking_no):
        raise InvalidInput(
            _("“%(no)s” is no tracking number; it has 6 to 40 letters, digits or dashes.")
            % {"no": tracking_no[:40]},
            field="tracking_no",
        )
    return carrier, tracking_no
