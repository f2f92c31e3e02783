"""What the payment API says and hears. Money in minor units."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from ninja import Field, Schema

from kaibo.selling.queries import differences

Provider = Literal["wechat", "alipay", "stripe"]
_NAMES = {"wechat": "微信支付", "alipay": "支付宝", "stripe": "银行卡"}


class PayMethodOut(Schema):
    """A way to pay."""

    method: str = Field(description="wechat, alipay or stripe; give it as `method` when paying")
    name: str
    channels: list[str] = Field(
        description="What it can open: h5 (phone), native (desktop), jsapi (inside WeChat)"
    )
    is_simulated: bool = Field(description="No real money moves")

    @staticmethod
    def resolve_method(one: Any) -> str:
        return str(one.name)

    @staticmethod
    def resolve_name(one: Any) -> str:
        return _NAMES[one.name]


class NoticeOut(Schema):
    """What WeChat Pay wants to hear."""

    code: str
    message: str


class ReceivedOut(Schema):
    """What Stripe wants to hear."""

    received: bool


class BillIn(Schema):
    """Which bill to fetch."""

    shop: Annotated[int, Field(ge=1, le=2**63 - 1)]
    provider: Provider
    day: dt.date = Field(description="Day in Shanghai; providers give it the morning after")


class ResolveIn(Schema):
    """How a difference was dealt with."""

    note: Annotated[str, Field(min_length=1, max_length=200)]


class DifferenceOut(Schema):
    """A movement of money that the provider and we tell differently."""

    id: int
    kind: str = Field(description="missing_here, missing_there, amount or state")
    kind_name: str
    trade_no: str
    refund_no: str = Field(description="Empty for a payment")
    provider_no: str
    order_id: int | None
    ours: int | None = Field(description="Our amount; null when we do not know it")
    theirs: int | None
    our_state: str
    resolved_at: dt.datetime | None
    note: str

    @staticmethod
    def resolve_kind_name(one: Any) -> str:
        return str(one.get_kind_display())


class BillReportOut(Schema):
    """A provider's bill of a day, compared with our books."""

    id: int
    shop_id: int
    shop_name: str
    provider: str
    account: str = Field(description="The merchant at the provider")
    day: dt.date
    payments: int
    paid_amount: int
    refunds: int
    refunded_amount: int
    checked_at: dt.datetime
    found: int = Field(description="How many differences there are")
    still_open: int = Field(description="How many of them nobody has dealt with")

    @staticmethod
    def resolve_shop_name(report: Any) -> str:
        return str(report.shop.name)


class BillDetailOut(BillReportOut):
    """With everything that differs."""

    differences: list[DifferenceOut]

    @staticmethod
    def resolve_differences(report: Any) -> Any:
        return differences(report)
