"""What the team pages read."""

from __future__ import annotations

from allauth.mfa.models import Authenticator

from kaibo.foundation.models import AuditEntry
from kaibo.team.contracts import StaffCard
from kaibo.team.models import Membership, Role, Staff

AUDIT_PAGE = 100


def colleagues(shop_id: int) -> list[StaffCard]:
    """Everybody who holds a role in the shop, by name."""
    held: dict[int, set[str]] = {}
    people_only = Membership.objects.filter(shop_id=shop_id, staff__api_key=None)
    for staff_id, role in people_only.values_list("staff", "role"):
        held.setdefault(staff_id, set()).add(role)
    enrolled = set(
        Authenticator.objects.filter(user_id__in=held, type=Authenticator.Type.TOTP).values_list(
            "user_id", flat=True
        )
    )
    people = Staff.objects.filter(pk__in=held).order_by("display_name", "username")
    return [_card(staff, held[staff.pk], staff.pk in enrolled) for staff in people]


def audit_entries(shop_id: int, before_id: int | None = None) -> list[AuditEntry]:
    """The latest entries of a shop, newest first; ``before_id`` pages back."""
    entries = AuditEntry.objects.filter(shop_id=shop_id).select_related("actor").order_by("-id")
    if before_id is not None:
        entries = entries.filter(id__lt=before_id)
    return list(entries[:AUDIT_PAGE])


def _card(staff: Staff, roles: set[str], has_totp: bool) -> StaffCard:
    return StaffCard(
        id=staff.pk,
        username=staff.username,
        name=str(staff),
        email=staff.email,
        is_active=staff.is_active,
        has_totp=has_totp,
        roles=[role for role in Role.values if role in roles],
    )
