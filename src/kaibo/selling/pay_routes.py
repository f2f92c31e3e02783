"""What payment providers call."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from ninja import Router

from kaibo.selling import facade
from kaibo.selling import schemas as s
from kaibo.selling.errors import AmountMismatch

router = Router(tags=["pay"])


@router.post("/wechat/notify", response=s.NoticeOut, auth=None)
def wechat_notify(request: HttpRequest) -> dict[str, str]:
    """A notice of WeChat Pay: verified, applied once, and answered with success when known.

    A forged or stale one is 401, an amount that is not the order's is 422 and raises an alarm.
    """
    now = dt.datetime.now(dt.UTC)
    provider = facade.adapter()
    notice = provider.read_notice(dict(request.headers), request.body, now)
    try:
        facade.accept_notice(notice, provider, now)
    except AmountMismatch:
        if notice.trade:
            facade.alarm_mismatch(notice.trade, now)
        raise
    return {"code": "SUCCESS", "message": "成功"}
