"""Fill an installation with the demo shop 云禾家居."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from kaibo.console.back_office import open_back_office
from kaibo.console.demo.campaigns import run_campaigns
from kaibo.console.demo.furnish import furnish, keep_lots
from kaibo.console.demo.goods import SHELVES, TONIGHT
from kaibo.console.demo.room import seed_room
from kaibo.console.demo.shelves import stock_shelves, turn_goods
from kaibo.console.demo.show import seed as seed_show
from kaibo.foundation.config import config
from kaibo.foundation.keys import load_or_create
from kaibo.foundation.models import Shop
from kaibo.team.facade import Membership, Role, Staff, new_password

SLUG = "yunhe"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A colleague of the demo shop."""

    username: str
    name: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """What the terminal prints."""

    username: str
    password: str
    name: str
    roles: list[str]


PEOPLE = (
    DemoPerson("admin", "云姐", tuple(Role)),
    DemoPerson("operator", "阿明", (Role.OPERATOR,)),
    DemoPerson("host", "小禾", (Role.HOST,)),
    DemoPerson("brand", "周航", (Role.BRAND_MANAGER,)),
    DemoPerson("compliance", "陈律", (Role.COMPLIANCE,)),
    DemoPerson("analyst", "林析", (Role.ANALYST,)),
    DemoPerson("warehouse", "老何", (Role.WAREHOUSE,)),
    DemoPerson("service", "豆豆", (Role.SERVICE,)),
)


def seed(now: datetime) -> Shop:
    """The demo shop, complete; makes only what is missing."""
    shop = _shop()
    people = {person.username: _person(shop, person) for person in PEOPLE}
    stock_shelves(shop, people["admin"], TONIGHT)
    run_campaigns(shop, people["brand"], now)
    seed_show(shop, people, now)
    seed_room(shop, people["admin"])
    return shop


def open_shelves() -> int:
    """What nobody waits for: 360° sets, other goods, the back office; returns the goods made."""
    shop = Shop.objects.get(slug=SLUG)
    admin = Staff.objects.get(username=PEOPLE[0].username)
    turn_goods(shop, admin, TONIGHT)
    furnish(shop, admin, timezone.now())
    made = stock_shelves(shop, admin)
    turn_goods(shop, admin, SHELVES)
    keep_lots(shop, admin, timezone.now())
    return made


def logins() -> list[DemoLogin]:
    """Who may log in, and with which password (made at random for this installation)."""
    return [
        DemoLogin(person.username, password(), person.name, [role.label for role in person.roles])
        for person in PEOPLE
    ]


def password() -> str:
    """One password for all demo people, in ``secrets/demo-password``."""
    path = config().secrets / "demo-password"
    return load_or_create(path, lambda: new_password().encode()).decode()


def _shop() -> Shop:
    values = {
        "name": "云禾家居",
        "company_name": "云禾（杭州）家居用品有限公司（演示）",
        "license_no": "91330100DEMO000000",
        "is_demo": True,
        "requires_totp": False,
    }
    return Shop.objects.get_or_create(slug=SLUG, defaults=values)[0]


@transaction.atomic
def _person(shop: Shop, person: DemoPerson) -> Staff:
    found = Staff.objects.filter(username=person.username).first()
    if found is not None:
        return found
    staff = Staff.objects.create_user(
        person.username, password=password(), display_name=person.name, is_staff=True
    )
    for role in person.roles:
        Membership.objects.create(shop=shop, staff=staff, role=role)
    if Role.ADMIN in person.roles:
        open_back_office(staff)
    return staff
