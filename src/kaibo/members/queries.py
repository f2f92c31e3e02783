"""Reads of members."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from kaibo.foundation.crypto import open_sealed
from kaibo.foundation.errors import LoginRequired
from kaibo.members.contracts import AddressFields, ConsentState, Profile, ShippingAddress
from kaibo.members.fields.phone import mask_phone
from kaibo.members.models import Address, Consent, Viewer
from kaibo.members.rules.consent import PURPOSES
from kaibo.members.sessions import kind_of


def viewer_or_login(viewer_id: int) -> Viewer:
    """The viewer of a token; LoginRequired when the row is gone (another installation's token)."""
    viewer = Viewer.objects.filter(pk=viewer_id).first()
    if viewer is None:
        raise LoginRequired(_("身份已失效，请刷新页面"), reason="no_such_viewer")
    return viewer


def profile(viewer_id: int) -> Profile:
    """What viewers may see about themselves."""
    viewer = viewer_or_login(viewer_id)
    phone = open_sealed(viewer.phone_cipher) if viewer.phone_cipher else ""
    return Profile(
        viewer_id=viewer.pk,
        nickname=viewer.nickname,
        kind=kind_of(viewer),
        phone_masked=mask_phone(phone) if phone else "",
        consents=consent_states(viewer_id),
    )


def consent_states(viewer_id: int) -> list[ConsentState]:
    """One line per purpose, in the order in which they are asked."""
    last = _last_consents(viewer_id)
    return [
        ConsentState(
            purpose=purpose.id,
            text_version=last[purpose.id].text_version if purpose.id in last else purpose.version,
            is_required=purpose.is_required,
            granted=purpose.id in last and last[purpose.id].granted,
            at=last[purpose.id].at if purpose.id in last else None,
        )
        for purpose in PURPOSES
    ]


def granted_versions(viewer: Viewer | None) -> list[tuple[str, str]]:
    """(purpose, text version) pairs whose last word was yes."""
    if viewer is None:
        return []
    rows = _last_consents(viewer.pk).values()
    return [(row.purpose, row.text_version) for row in rows if row.granted]


def addresses(viewer_id: int) -> list[ShippingAddress]:
    """The buyer's addresses, the default first, then the newest."""
    rows = Address.objects.filter(viewer_id=viewer_id, deleted_at__isnull=True)
    return [_readable(row) for row in rows.order_by("-is_default", "-id")]


def shipping_addresses(address_ids: Iterable[int]) -> dict[int, ShippingAddress]:
    """Addresses by id, deleted ones too: an order keeps pointing at the one it was placed with."""
    return {row.pk: _readable(row) for row in Address.objects.filter(pk__in=list(address_ids))}


def merged_guests(viewer_id: int) -> list[int]:
    """The guests who logged in as this buyer: what they left behind is the buyer's."""
    return list(Viewer.objects.filter(merged_into_id=viewer_id).values_list("pk", flat=True))


def _last_consents(viewer_id: int) -> dict[str, Consent]:
    rows = Consent.objects.filter(viewer_id=viewer_id)
    newest = rows.order_by("purpose", "-id").distinct("purpose")
    return {row.purpose: row for row in newest}


def _readable(row: Address) -> ShippingAddress:
    fields = AddressFields(
        name=open_sealed(row.name_cipher),
        phone=open_sealed(row.phone_cipher),
        province=row.province,
        city=row.city,
        district=row.district,
        street=open_sealed(row.street_cipher),
    )
    return ShippingAddress(row.pk, row.viewer_id, fields, row.is_default)
