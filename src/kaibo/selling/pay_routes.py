"""Ways to pay, what payment providers call, and the daily bills."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from kaibo.foundation.auth import viewer_auth
from kaibo.foundation.errors import NotFound
from kaibo.selling import facade
from kaibo.selling import pay_schemas as s
from kaibo.selling.errors import AmountMismatch
from kaibo.team.facade import require, shops_of, staff_auth

router = Router(tags=["pay"])
Id = Annotated[int, Path(ge=1, le=2**63 - 1)]
ShopSlug = Annotated[str, Path(max_length=40, pattern=r"^[-a-zA-Z0-9_]+$")]
PAGE = 100


@router.get("/methods", response=list[s.PayMethodOut], auth=viewer_auth)
def list_methods(
    request: Any,
    order: Annotated[
        int, Query(ge=0, le=2**63 - 1, description="One of the caller's orders; 0: in general")
    ] = 0,
) -> Any:
    """The ways to pay that the buyer may choose from, in the order to show them."""
    return facade.pay_methods(order, request.auth.subject)


@router.post("/wechat/notify", response=s.NoticeOut, auth=None)
def wechat_notify(request: HttpRequest) -> dict[str, str]:
    """A notice of WeChat Pay: verified, applied once, and answered with success when known.

    A forged or stale one is 401, an amount that is not the order's is 422 and raises an alarm.
    """
    _accept(request, "wechat", "")
    return {"code": "SUCCESS", "message": "成功"}


@router.post("/wechat/notify/{shop}", response=s.NoticeOut, auth=None)
def wechat_notify_shop(request: HttpRequest, shop: ShopSlug) -> dict[str, str]:
    """The same for a shop with a merchant of its own."""
    _accept(request, "wechat", shop)
    return {"code": "SUCCESS", "message": "成功"}


@router.post("/alipay/notify", auth=None, response={200: None})
def alipay_notify(request: HttpRequest) -> HttpResponse:
    """A notice of Alipay; answered with the word that ends its retries."""
    _accept(request, "alipay", "")
    return HttpResponse("success", content_type="text/plain")


@router.post("/alipay/notify/{shop}", auth=None, response={200: None})
def alipay_notify_shop(request: HttpRequest, shop: ShopSlug) -> HttpResponse:
    """The same for a shop with a merchant of its own."""
    _accept(request, "alipay", shop)
    return HttpResponse("success", content_type="text/plain")


@router.post("/stripe/notify", response=s.ReceivedOut, auth=None)
def stripe_notify(request: HttpRequest) -> dict[str, bool]:
    """An event of Stripe; those that are none of ours are taken and left."""
    _accept(request, "stripe", "")
    return {"received": True}


@router.post("/stripe/notify/{shop}", response=s.ReceivedOut, auth=None)
def stripe_notify_shop(request: HttpRequest, shop: ShopSlug) -> dict[str, bool]:
    """The same for a shop with an account of its own."""
    _accept(request, "stripe", shop)
    return {"received": True}


@router.get("/bills", response=list[s.BillReportOut], auth=staff_auth)
def list_bills(
    request: Any,
    shop: Annotated[int, Query(ge=0, le=2**63 - 1, description="0: all of my shops")] = 0,
) -> Any:
    """对账: the providers' bills of the last days against our books, the latest first."""
    return facade.reports(_shops(request, shop))[:PAGE]


@router.post("/bills", response=s.BillDetailOut, auth=staff_auth)
def check_bill(request: Any, body: s.BillIn) -> Any:
    """Fetch a day's bill and compare it now; a report of that day is renewed."""
    made = facade.check_bill(body.shop, body.provider, body.day, request.auth, _now())
    return facade.report(made.pk, [body.shop])


@router.get("/bills/{bill_id}", response=s.BillDetailOut, auth=staff_auth)
def get_bill(request: Any, bill_id: Id) -> Any:
    """One bill with everything that differs."""
    return facade.report(bill_id, _shops(request, 0))


@router.get("/bills/{bill_id}/csv", auth=staff_auth, response={200: None})
def export_bill(request: Any, bill_id: Id) -> HttpResponse:
    """The differences of a bill as a CSV file that spreadsheets open as UTF-8."""
    report = facade.report(bill_id, _shops(request, 0))
    name = f"bill-{report.provider}-{report.day}.csv"
    return HttpResponse(
        "﻿" + _csv(report),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@router.post("/bills/differences/{difference_id}", response=s.DifferenceOut, auth=staff_auth)
def resolve_difference(request: Any, difference_id: Id, body: s.ResolveIn) -> Any:
    """Say how a difference was dealt with."""
    return facade.resolve_difference(difference_id, body.note, request.auth, _now())


def _accept(request: HttpRequest, provider_name: str, shop: str) -> None:
    """Verify by the merchant of that address, apply once."""
    if shop and not facade.has_own_merchants(shop):
        raise NotFound
    now = _now()
    provider = facade.adapter(provider_name, shop)
    notice = provider.read_notice(dict(request.headers), request.body, now)
    try:
        facade.accept_notice(notice, provider, now)
    except AmountMismatch:
        if notice.trade:
            facade.alarm_mismatch(notice.trade, now)
        raise


def _csv(report: Any) -> str:
    """A cell that begins like a formula gets an apostrophe, or a spreadsheet would run it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        ["日期", "渠道", "差异", "商户单号", "退款单号", "渠道单号", "订单", "我方(元)",
         "渠道(元)", "我方状态", "已处理", "说明"]
    )  # fmt: skip
    for one in facade.differences(report):
        cells = [
            report.day, report.provider, one.get_kind_display(), one.trade_no, one.refund_no,
            one.provider_no, one.order_id or "", _yuan(one.ours), _yuan(one.theirs),
            one.our_state, "是" if one.resolved_at else "否", one.note,
        ]  # fmt: skip
        writer.writerow([_plain(str(cell)) for cell in cells])
    return out.getvalue()


def _plain(cell: str) -> str:
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t") else cell


def _yuan(amount: int | None) -> str:
    return "" if amount is None else f"{amount // 100}.{amount % 100:02d}"


def _shops(request: Any, shop: int) -> list[int]:
    if shop:
        require(request.auth, shop)
        return [shop]
    return [one.pk for one in shops_of(request.auth)]


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
