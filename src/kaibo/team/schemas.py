"""Bodies of the staff API."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

RoleName = Literal[
    "operator",
    "host",
    "brand_manager",
    "compliance",
    "analyst",
    "warehouse",
    "service",
    "admin",
]


class LogInBody(Schema):
    username: str = Field(min_length=1, max_length=150)
    password: str = Field(min_length=1, max_length=128)
    code: str | None = Field(None, max_length=20, description="Six digits, or a recovery code.")


class Ok(Schema):
    ok: bool = True


class PersonOut(Schema):
    id: int
    username: str
    name: str
    is_superuser: bool


class ShopOut(Schema):
    id: int
    slug: str
    name: str
    company_name: str
    license_no: str
    currency: str
    time_zone: str
    is_demo: bool
    requires_totp: bool


class TotpOut(Schema):
    enrolled: bool
    verified: bool = Field(description="Used in this session.")
    required: bool = Field(description="A shop of theirs asks for it.")


class EndpointsOut(Schema):
    gateway: str = Field(description="WebSocket address of the gateway.")
    media: str = Field(description="Base of /live and /recordings over HTTP.")
    media_ws: str = Field(description="Base of /live/<slug>/ws.")
    rtmp: str = Field(description="Server field of OBS.")


class MeOut(Schema):
    staff: PersonOut
    shops: list[ShopOut]
    roles: dict[str, list[str]] = Field(description="Shop id to the roles held there.")
    ws_token: str = Field(description="For the gateway.")
    ws_token_expires_at: int = Field(description="Unix seconds.")
    endpoints: EndpointsOut
    totp: TotpOut


class EnrollmentOut(Schema):
    secret: str
    uri: str
    qr_svg: str


class CodeBody(Schema):
    code: str = Field(min_length=6, max_length=20)


class RecoveryCodesOut(Schema):
    codes: list[str] = Field(description="Shown once; each is good once.")


class PasswordBody(Schema):
    old_password: str = Field(max_length=128)
    new_password: str = Field(max_length=128)


class ColleagueOut(Schema):
    id: int
    username: str
    name: str
    email: str
    is_active: bool
    has_totp: bool
    roles: list[str]


class InviteBody(Schema):
    shop_id: int = Field(gt=0)
    username: str = Field(min_length=2, max_length=60)
    name: str = Field(min_length=1, max_length=40)
    email: str = Field("", max_length=120)
    roles: list[RoleName] = Field(min_length=1, max_length=8)


class InvitationOut(Schema):
    staff_id: int
    username: str
    password: str | None = Field(description="Shown once; null when the account existed.")


class RolesBody(Schema):
    shop_id: int = Field(gt=0)
    roles: list[RoleName] = Field(max_length=8)


class ShopBody(Schema):
    shop_id: int = Field(gt=0)


class NewPasswordOut(Schema):
    password: str = Field(description="Shown once.")


class AuditOut(Schema):
    id: int
    actor: str
    action: str
    subject: str
    detail: dict[str, object]
    at: datetime
    hash: str
