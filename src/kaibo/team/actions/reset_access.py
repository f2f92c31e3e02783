"""Help a colleague who lost the password or the phone; change one's own password."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.errors import InvalidInput, NotAllowed, NotFound
from kaibo.team import totp
from kaibo.team.access import require, roles_by_shop
from kaibo.team.actions.invite import new_password
from kaibo.team.models import Role, Staff


@transaction.atomic
def reset_password(actor: Staff, shop_id: int, staff_id: int) -> str:
    """A new password, shown once; every open session of the person ends."""
    staff = _helped(actor, shop_id, staff_id)
    password = new_password()
    staff.set_password(password)  # sessions carry a hash of it
    staff.save(update_fields=["password"])
    _note(actor, shop_id, staff, "team.reset_password")
    return password


@transaction.atomic
def reset_totp(actor: Staff, shop_id: int, staff_id: int) -> None:
    """Forget the authenticator; the person adds a new one at the next log-in."""
    staff = _helped(actor, shop_id, staff_id)
    totp.forget(staff)
    _note(actor, shop_id, staff, "team.reset_totp")


@transaction.atomic
def change_password(staff: Staff, old: str, new: str) -> None:
    """Change one's own password."""
    if not staff.check_password(old):
        raise InvalidInput(_("The old password is wrong."), field="old_password")
    try:
        validate_password(new, staff)
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages), field="new_password") from error
    staff.set_password(new)
    staff.save(update_fields=["password"])
    _note(staff, None, staff, "team.change_password")


def _helped(actor: Staff, shop_id: int, staff_id: int) -> Staff:
    """Only those whom the actor administers everywhere: else one shop could enter another."""
    require(actor, shop_id, Role.ADMIN)
    people = Staff.objects.select_for_update(of=("self",), no_key=True).filter(api_key=None)
    staff = people.filter(pk=staff_id).first()
    if staff is None or not staff.memberships.filter(shop_id=shop_id).exists():
        raise NotFound(_("Nobody with this number works in this shop."))
    elsewhere = staff.is_superuser or any(
        Role.ADMIN not in roles_by_shop(actor).get(shop, []) for shop in roles_by_shop(staff)
    )
    if elsewhere and not actor.is_superuser:
        raise NotAllowed(_("This person also works in a shop that you do not administer."))
    return staff


def _note(actor: Staff, shop_id: int | None, staff: Staff, action: str) -> None:
    audit.record(shop=shop_id, actor=actor, action=action, subject=f"staff:{staff.pk}", detail={})
