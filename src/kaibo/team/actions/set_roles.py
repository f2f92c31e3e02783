"""Give and take roles in one shop."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.errors import Conflict, InvalidInput, NotFound
from kaibo.foundation.models import Shop
from kaibo.team.access import require
from kaibo.team.models import Membership, Role, Staff


@transaction.atomic
def set_roles(actor: Staff, shop_id: int, staff_id: int, roles: list[str]) -> None:
    """Make these the roles of a colleague in the shop; none takes them out of it.

    Locks the shop row: of two admins who remove each other at once, one must stay.
    """
    require(actor, shop_id, Role.ADMIN)
    check_roles(roles, may_be_empty=True)
    Shop.objects.select_for_update(no_key=True).get(pk=shop_id)
    people = Staff.objects.filter(api_key=None)  # a key's roles follow from its scopes
    staff = people.filter(pk=staff_id, memberships__shop_id=shop_id).first()
    if staff is None:
        raise NotFound(_("Nobody with this number works in this shop."))
    before = sorted(staff.memberships.filter(shop_id=shop_id).values_list("role", flat=True))
    write_roles(staff, shop_id, roles)
    if not Membership.objects.filter(shop_id=shop_id, role=Role.ADMIN).exists():
        raise Conflict(_("A shop needs an administrator. Give the role to somebody else first."))
    audit.record(
        shop=shop_id,
        actor=actor,
        action="team.set_roles",
        subject=f"staff:{staff_id}",
        detail={"before": before, "after": sorted(roles)},
    )


def check_roles(roles: list[str], *, may_be_empty: bool = False) -> None:
    unknown = [role for role in roles if role not in Role.values]
    if unknown:
        raise InvalidInput(
            _("There is no role %(role)r. Choose one of: %(known)s.")
            % {"role": unknown[0], "known": ", ".join(Role.values)},
            field="roles",
        )
    if not roles and not may_be_empty:
        raise InvalidInput(_("Choose at least one role."), field="roles")


def write_roles(staff: Staff, shop_id: int, roles: list[str]) -> None:
    """Replaces the memberships; the caller checks and audits."""
    held = Membership.objects.filter(staff=staff, shop_id=shop_id)
    held.exclude(role__in=roles).delete()
    fresh = [Membership(staff=staff, shop_id=shop_id, role=role) for role in sorted(set(roles))]
    Membership.objects.bulk_create(fresh, ignore_conflicts=True)
