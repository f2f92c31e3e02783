"""Bring a colleague into a shop."""

from __future__ import annotations

import re
import secrets
import string
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.errors import InvalidInput
from kaibo.team.access import require
from kaibo.team.actions.set_roles import check_roles, write_roles
from kaibo.team.models import Role, Staff

USERNAME = re.compile(r"[\w.@+-]{2,60}")
PASSWORD_LENGTH = 14
# Without the letters that are read wrongly from paper or over the phone.
ALPHABET = "".join(sorted(set(string.ascii_letters + string.digits) - set("0O1lI")))


@dataclass(frozen=True, slots=True)
class Invitation:
    """``password`` is shown once; None when the person had an account already."""

    staff_id: int
    username: str
    password: str | None


@transaction.atomic
def invite(
    actor: Staff, shop_id: int, *, username: str, name: str, email: str, roles: list[str]
) -> Invitation:
    """Create the account (or take the existing one) and give it roles in the shop."""
    require(actor, shop_id, Role.ADMIN)
    check_roles(roles)
    if not USERNAME.fullmatch(username):
        raise InvalidInput(
            _("The user name %(name)r must be 2 to 60 letters, digits or @ . + - _.")
            % {"name": username},
            field="username",
        )
    staff, password = _account(username, name, email)
    write_roles(staff, shop_id, roles)
    audit.record(
        shop=shop_id,
        actor=actor,
        action="team.invite",
        subject=f"staff:{staff.pk}",
        detail={"username": username, "roles": roles, "new_account": password is not None},
    )
    return Invitation(staff.pk, username, password)


def new_password() -> str:
    """A password that meets the validators and can be read out."""
    while True:
        made = "".join(secrets.choice(ALPHABET) for _each in range(PASSWORD_LENGTH))
        if any(char.isdigit() for char in made) and any(char.isalpha() for char in made):
            return made


def _account(username: str, name: str, email: str) -> tuple[Staff, str | None]:
    found = Staff.objects.select_for_update(no_key=True).filter(username=username).first()
    if found is None:
        password = new_password()
        made = Staff.objects.create_user(
            username, email, password, display_name=name, is_staff=True
        )
        return made, password
    if found.is_active:
        return found, None
    password = new_password()
    found.is_active = True
    found.set_password(password)
    found.save(update_fields=["is_active", "password"])
    return found, password
