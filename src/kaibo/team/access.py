"""Who may do what in which shop."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kaibo.foundation.errors import NotAllowed
from kaibo.foundation.models import Shop
from kaibo.team.models import Membership, Role, Staff


def require(staff: Staff, shop_id: int, *roles: str) -> None:
    """Raise `NotAllowed` unless the person holds one of ``roles`` in the shop.

    Without ``roles`` any role there is enough. A superuser passes.
    """
    if has_role(staff, shop_id, *roles):
        return
    wanted = "、".join(_(Role(role).label) for role in roles) or _("any role of this shop")
    raise NotAllowed(
        _("This needs the role %(roles)s in this shop. Ask an administrator.") % {"roles": wanted},
        roles=list(roles),
        shop=shop_id,
    )


def has_role(staff: Staff, shop_id: int, *roles: str) -> bool:
    if not staff.is_active:
        return False
    if staff.is_superuser:
        return True
    held = Membership.objects.filter(staff_id=staff.pk, shop_id=shop_id)
    return held.filter(role__in=roles).exists() if roles else held.exists()


def shops_of(staff: Staff) -> list[Shop]:
    """The shops somebody works in, oldest first.

    A superuser sees all; the demo shop only as long as there is no other.
    """
    if not staff.is_superuser:
        return list(Shop.objects.filter(pk__in=roles_by_shop(staff)).order_by("id"))
    own = list(Shop.objects.filter(is_demo=False).order_by("id"))
    return own or list(Shop.objects.order_by("id"))


def roles_by_shop(staff: Staff) -> dict[int, list[str]]:
    """Shop id to the roles held there, in the order of `Role`."""
    if staff.is_superuser:
        return {key: list(Role.values) for key in Shop.objects.values_list("pk", flat=True)}
    held: dict[int, set[str]] = {}
    for shop_id, role in Membership.objects.filter(staff=staff).values_list("shop_id", "role"):
        held.setdefault(shop_id, set()).add(role)
    return {shop: [role for role in Role.values if role in roles] for shop, roles in held.items()}


def staff_names(ids: set[int]) -> dict[int, str]:
    """Display names for a page that shows who did what."""
    return {staff.pk: str(staff) for staff in Staff.objects.filter(pk__in=ids)}
