"""What the order desk reads of one order beside its row in the list."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ninja import Field, Schema

from kaibo.selling.checkout.schemas import LineExtraOut, MomentOut, PriceTextOut


class DeskPaymentOut(Schema):
    """One attempt to pay the order."""

    id: int
    provider: str = Field(description="wechat, alipay or stripe", examples=["wechat"])
    channel: str = Field(description="h5, native or jsapi; empty in old rows", examples=["h5"])
    trade_no: str = Field(description="Our number at the provider")
    provider_no: str = Field(description="The provider's number; empty until it is paid")
    amount: int
    state: str = Field(description="pending, succeeded or closed", examples=["succeeded"])
    created_at: dt.datetime
    succeeded_at: dt.datetime | None


class DeskDeedOut(Schema):
    """Something a colleague did to the order."""

    who: str = Field(description="Empty: the platform itself", examples=["阿禾"])
    action: str = Field(examples=["selling.refund_order"])
    at: dt.datetime


class DeskStoryOut(Schema):
    """Everything kept about an order of the shop; parcels stand under /parcels."""

    order_id: int
    payments: list[DeskPaymentOut]
    steps: list[PriceTextOut] = Field(description="How the price was made; empty for a direct buy")
    moments: list[MomentOut]
    lines: list[LineExtraOut]
    deeds: list[DeskDeedOut] = Field(description="Who did what, oldest first")


class DeskRefundPreviewOut(Schema):
    """What a refund would give back, to the cent; nothing was done yet."""

    money: int = Field(description="Through the payment provider, minor units")
    points: int = Field(description="Points, their money worth")
    credit: int = Field(description="Store credit")
    has_shipping: bool = Field(description="The shipping fee is part of it")


def extras(story: Any) -> list[dict[str, Any]]:
    """`LineExtraOut` of each line of an `OrderStory`."""
    lines = {line.pk: line for line in story.order.lines.all()}
    return [
        {
            "line_id": kept.line_id, "discount": lines[kept.line_id].discount,
            "is_gift": lines[kept.line_id].is_gift,
            "cuts": [{"name": n, "amount": a} for n, a in story.cuts[kept.line_id]],
            "consent": story.consents.get(kept.line_id, ""),
            "snapshot": kept.body, "snapshot_at": kept.made_at,
        }
        for kept in story.snapshots
    ]  # fmt: skip
