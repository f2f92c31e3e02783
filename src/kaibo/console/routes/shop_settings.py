"""``/shop-settings``: who sells, where buyers find help, who must look at price changes."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from kaibo.console.shop_settings import ShopWish, change_shop, shop_of
from kaibo.foundation.models import Shop
from kaibo.team.facade import Staff, staff_auth

router = Router(tags=["setup"], auth=staff_auth)
BIG = 2**63 - 1


class ShopSettingsOut(Schema):
    """A shop as buyers and the price rules see it."""

    id: int = Field(examples=[1])
    slug: str = Field(examples=["yunhe"])
    name: str = Field(examples=["云禾家居"])
    company_name: str = Field(examples=["云禾（杭州）家居用品有限公司"])
    license_no: str = Field(
        description="Unified social credit code.", examples=["91350100M000100Y43"]
    )
    service_contact: str = Field(
        description="Phone or account of the service desk; shown to buyers.",
        examples=["400-820-0000"],
    )
    price_change_limit_percent: int = Field(
        description="A price change of more than this share needs a second person.", examples=[30]
    )
    currency: str = Field(examples=["CNY"])
    time_zone: str = Field(examples=["Asia/Shanghai"])
    is_demo: bool


class ShopSettingsBody(Schema):
    """All settings; what is unchanged stays."""

    shop_id: int = Field(ge=1, le=BIG, examples=[1])
    name: str = Field(min_length=1, max_length=80, examples=["云禾家居"])
    company_name: str = Field("", max_length=120)
    license_no: str = Field("", max_length=40)
    service_contact: str = Field("", max_length=80)
    price_change_limit_percent: int = Field(ge=0, le=90, examples=[30])
    is_limit_seen: bool = Field(
        False, description="The new limit was looked at a second time; without it, 409."
    )


@router.get("", response=ShopSettingsOut, summary="Settings of a shop")
def get_shop_settings(request: HttpRequest, shop_id: Annotated[int, Query(ge=1, le=BIG)]) -> Shop:
    return shop_of(_staff(request), shop_id)


@router.put("", response=ShopSettingsOut, summary="Change the settings of a shop")
def put_shop_settings(request: HttpRequest, body: ShopSettingsBody) -> Shop:
    """Administrators only; another limit of price changes asks for a second look first."""
    wish = ShopWish(**body.dict(exclude={"shop_id", "is_limit_seen"}))
    return change_shop(_staff(request), body.shop_id, wish, is_limit_seen=body.is_limit_seen)


def _staff(request: HttpRequest) -> Staff:
    staff = request.auth  # type: ignore[attr-defined]  # set by ninja
    assert isinstance(staff, Staff)
    return staff
