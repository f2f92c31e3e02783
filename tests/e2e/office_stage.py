"""A shop after its show, seen in Chromium over Django's live server."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

from django.utils import timezone
from playwright.sync_api import Page

from kaibo.foundation.crypto import blind_index, seal
from kaibo.members.models import Address, Viewer
from kaibo.planning.models import Show
from kaibo.selling.contracts import format_order_no
from kaibo.selling.models import Order
from kaibo.supply import facade as supply
from kaibo.supply import paper_facade as papers
from kaibo.team.models import Membership, Role, Staff
from tests.factories.selling import Stage, buyers, place, stage

# Playwright's loop runs in this thread, already while Django sets up its database; Django must
# not mistake our calls for those of a coroutine.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
PHONE = {"width": 390, "height": 844}
FAR = ("新疆维吾尔自治区", "克孜勒苏柯尔克孜自治州", "阿合奇县哈拉布拉克乡")


def scene_after_show() -> tuple[Stage, list[str]]:
    """Three buyers, one with two orders and one far away; order numbers, oldest first."""
    scene, people = stage(stock=30), buyers(3)
    shop = scene.shop
    shop.requires_totp = False
    shop.save()
    Show.objects.filter(pk=scene.show.pk).update(phase="review")
    far = people[0]
    province, city, district = FAR
    Address.objects.filter(viewer=far).update(province=province, city=city, district=district)
    Viewer.objects.filter(pk=far.pk).update(
        nickname="住在很远很远地方的小月亮与她的猫", verified_at=timezone.now(),
        phone_cipher=seal("13800001234"), phone_index=blind_index("13800001234"),
    )  # fmt: skip
    boss = _member(scene, "boss", Role.ADMIN)
    house = papers.save_warehouse(
        boss, shop.pk, papers.WarehouseDraft("HZ", "杭州余杭仓", "浙江省")
    )
    supply.receive(scene.sku.pk, 10, None, house.pk)
    papers.save_settings(boss, shop.pk, papers.StockChoices("priority", "nearest", 10, 30))
    made = [place(scene, scene.request(who))[0] for who in (far, far, people[1], people[2])]
    Order.objects.filter(id__in=[one.id for one in made]).update(state="paid", paid_at=_now())
    return scene, [format_order_no(one.id, one.placed_at) for one in made]


def _member(scene: Stage, name: str, role: str) -> Staff:
    staff = Staff.objects.create_user(f"{name}-{scene.shop.slug}", display_name="老何")
    Membership.objects.create(shop=scene.shop, staff=staff, role=role)
    return staff


def log_in(page: Page, url: str, client: Any, scene: Stage) -> None:
    staff = _member(scene, "clerk", Role.ADMIN)
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    key = client.session.session_key
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": url}])


def picture(page: Page, name: str) -> None:
    """Pictures are kept when somebody asks for them (`KAIBO_SCREENS=folder`)."""
    if folder := os.environ.get("KAIBO_SCREENS"):
        page.wait_for_timeout(250)
        page.screenshot(path=Path(folder) / f"{name}.png")


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
