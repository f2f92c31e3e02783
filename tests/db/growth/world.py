"""A room on air with its next show planned, and people to whom things happen."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.utils import timezone
from tests.factories.selling import Stage, stage

from kaibo.foundation import tokens
from kaibo.foundation.crypto import blind_index, seal
from kaibo.members.models import Address, Viewer
from kaibo.planning.models import Show
from kaibo.team.models import Membership, Staff


@dataclass(frozen=True)
class World:
    stage: Stage
    next_show: Show
    staff: Staff

    @property
    def shop(self) -> Any:
        return self.stage.shop

    @property
    def room(self) -> Any:
        return self.stage.room

    def asked(self, viewer: Viewer) -> Asker:
        return Asker(viewer, self.room.slug)

    def desk(self) -> Client:
        client = Client()
        client.force_login(self.staff, backend="django.contrib.auth.backends.ModelBackend")
        return client


@dataclass(frozen=True)
class Asker:
    """Calls the API as one viewer."""

    viewer: Viewer
    slug: str

    def __call__(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        answer = getattr(Client(), method)(
            f"/api/v1/social{path.replace('SLUG', self.slug)}",
            data=body, content_type="application/json", **bearer(self.viewer),
        )  # fmt: skip
        assert answer.status_code == status, (answer.status_code, answer.content.decode())
        return answer.json() if answer.content else None


def world(role: str = "operator") -> World:
    made = stage()
    made.shop.requires_totp = False
    made.shop.save()
    now = timezone.now()
    Show.objects.filter(pk=made.show.pk).update(went_live_at=now - dt.timedelta(minutes=20))
    starts = now + dt.timedelta(days=1)
    following = Show.objects.create(
        shop=made.shop, title="周五专场", host_name="阿月", planned_start_at=starts,
        planned_end_at=starts + dt.timedelta(hours=2),
    )  # fmt: skip
    staff = Staff(username=f"{role}-{secrets.token_hex(4)}")
    staff.set_unusable_password()
    staff.save()
    Membership.objects.create(shop=made.shop, staff=staff, role=role)
    return World(made, following, staff)


def person(nickname: str = "小月", phone: str = "", is_guest: bool = False) -> Viewer:
    """A buyer with a phone, or a guest."""
    if is_guest:
        return Viewer.objects.create(nickname=nickname)
    number = phone or f"13{secrets.randbelow(10**9):09d}"
    made = Viewer.objects.create(
        nickname=nickname, verified_at=timezone.now(), phone_cipher=seal(number),
        phone_index=blind_index(number),
    )  # fmt: skip
    Address.objects.create(
        viewer=made, name_cipher=seal("林小月"), phone_cipher=seal(number), province="浙江省",
        city="杭州市", district="余杭区", street_cipher=seal("文一西路 969 号"), is_default=True,
    )  # fmt: skip
    return made


def bearer(viewer: Viewer) -> dict[str, Any]:
    kind = "buyer" if viewer.verified_at else "guest"
    claims = tokens.Claims(viewer.pk, kind, viewer.nickname, expires_at=2**40)  # type: ignore[arg-type]
    return {"HTTP_AUTHORIZATION": f"Bearer {tokens.issue(claims)}"}
