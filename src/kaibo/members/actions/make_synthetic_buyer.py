"""A rehearsal needs an audience."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kaibo.members.actions.save_address import add_address
from kaibo.members.contracts import AddressFields, SyntheticBuyer
from kaibo.members.models import Viewer
from kaibo.members.sessions import open_session

# Number range 19900000000… is never given out here: the address serves no parcel.
_ADDRESS = AddressFields("演练买家", "19900000000", "浙江省", "杭州市", "西湖区", "演练路 1 号")


@transaction.atomic
def make_synthetic_buyer(nickname: str, source: str, now: datetime) -> SyntheticBuyer:
    """A viewer that may buy in rehearsals and is never counted as a person."""
    viewer = Viewer.objects.create(
        nickname=nickname[:40], is_synthetic=True, first_source=source[:40]
    )
    address = add_address(viewer.pk, _ADDRESS, is_default=True)
    return SyntheticBuyer(open_session(viewer, now), address.address_id)
