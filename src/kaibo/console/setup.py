"""Turn a fresh or demo installation into somebody's own shop."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from kaibo.console.back_office import open_back_office
from kaibo.foundation import audit
from kaibo.foundation.errors import Conflict, InvalidInput, NotAllowed
from kaibo.foundation.models import Shop
from kaibo.liveroom import facade as liveroom
from kaibo.team import facade as team
from kaibo.team.facade import Membership, Role, Staff

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
# GB 32100 unified social credit code, or the 15 digits of older licenses.
LICENSE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}|\d{15}")
USERNAME = re.compile(r"[\w.@+-]{2,60}")
# One wizard at a time: of two that race, the second finds the shop made.
LOCK = 0x4B41_0001


@dataclass(frozen=True, slots=True)
class Wish:
    """What the wizard asks."""

    shop_name: str
    slug: str
    company_name: str
    license_no: str
    username: str
    display_name: str
    password: str


def is_open_to(staff: Staff | None) -> bool:
    """Whether the wizard may run: nobody is there yet, or a demo administrator asks for it."""
    if Shop.objects.filter(is_demo=False).exists():
        return False
    demo = Shop.objects.filter(is_demo=True).first()
    if demo is None:
        return not Staff.objects.exists() or bool(staff and staff.is_superuser)
    return staff is not None and team.has_role(staff, demo.pk, Role.ADMIN)


@transaction.atomic
def make_own_shop(actor: Staff | None, wish: Wish) -> Staff:
    """Create shop, room and first administrator, put the demo away; returns the administrator.

    The demo's people can no longer log in; its rows stay for the figures they belong to.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    if not is_open_to(actor):
        raise NotAllowed(_("This installation has its shop already. Ask its administrator."))
    _check(wish)
    if Shop.objects.filter(slug=wish.slug).exists():
        raise Conflict(_("地址「%(slug)s」已被使用，请换一个") % {"slug": wish.slug}, field="slug")
    shop = Shop.objects.create(
        slug=wish.slug,
        name=wish.shop_name,
        company_name=wish.company_name,
        license_no=wish.license_no,
        requires_totp=True,
    )
    admin = _administrator(shop, wish)
    liveroom.open_room(shop.pk, wish.slug, f"{wish.shop_name}直播间", admin)
    put_away = _put_demo_away()
    audit.record(
        shop=shop,
        actor=admin,
        action="console.make_own_shop",
        subject=f"shop:{shop.pk}",
        detail={"slug": wish.slug, "asked_by": actor.pk if actor else None, "ended": put_away},
    )
    return admin


def _check(wish: Wish) -> None:
    rules = (
        ("slug", SLUG.fullmatch(wish.slug), _("地址只能用小写字母、数字和连字符，例如 yunhe")),
        ("license_no", LICENSE.fullmatch(wish.license_no), _("要填 18 位统一社会信用代码")),
        ("username", USERNAME.fullmatch(wish.username), _("账号要 2–60 个字母、数字或 @ . + - _")),
    )
    errors = [{"field": field, "message": message} for field, fits, message in rules if not fits]
    try:
        validate_password(wish.password, Staff(username=wish.username))
    except ValidationError as error:
        errors.append({"field": "password", "message": " ".join(error.messages)})
    if errors:
        raise InvalidInput("；".join(each["message"] for each in errors), errors=errors)


def _administrator(shop: Shop, wish: Wish) -> Staff:
    if Staff.objects.filter(username=wish.username).exists():
        raise Conflict(
            _("账号「%(name)s」已存在，请换一个") % {"name": wish.username}, field="username"
        )
    admin = Staff.objects.create_user(
        wish.username, password=wish.password, display_name=wish.display_name, is_staff=True
    )
    roles = [Membership(shop=shop, staff=admin, role=role) for role in Role.values]
    Membership.objects.bulk_create(roles)
    open_back_office(admin)
    return admin


def _put_demo_away() -> int:
    """Ends the log-ins of the demo's people; returns how many."""
    people = Staff.objects.filter(memberships__shop__is_demo=True).values_list("pk", flat=True)
    return Staff.objects.filter(pk__in=set(people)).update(is_active=False)
