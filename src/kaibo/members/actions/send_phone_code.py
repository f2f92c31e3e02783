"""A viewer asks for a log-in code."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation.crypto import blind_index
from kaibo.foundation.errors import TooMany
from kaibo.foundation.models import Shop
from kaibo.members import limits, sms
from kaibo.members.actions.phone_lock import lock_phone
from kaibo.members.contracts import CodeSent
from kaibo.members.errors import CodeTooSoon
from kaibo.members.fields.phone import normalize_phone
from kaibo.members.models import PhoneCode
from kaibo.members.rules import code as rules


def send_phone_code(phone: str, network_address: str, now: datetime) -> CodeSent:
    """Send six digits to a phone; the answer is the same for known and unknown numbers.

    Raises InvalidInput (number), CodeTooSoon (60 s), TooMany (day, network address) and what the
    adapter raises; a code that could not be sent does not block the next one.
    """
    number = normalize_phone(phone)
    limits.count_request(limits.CODES_SENT, network_address, now)
    code = rules.make_code()
    row = _store(number, code, now)
    adapter = sms.adapter()
    try:
        adapter.send_code(number, code)
    except Exception:
        row.delete()
        raise
    shown = code if adapter.shows_code and _is_demo_installation() else None
    return CodeSent(
        resend_after_s=int(rules.RESEND_AFTER.total_seconds()),
        expires_in_s=int(rules.LIFETIME.total_seconds()),
        demo_code=shown,
    )


def hash_code(phone: str, code: str) -> bytes:
    """Keyed, so that a stolen table does not give up a million-value secret."""
    return blind_index(f"{phone}:{code}")


@transaction.atomic
def _store(phone: str, code: str, now: datetime) -> PhoneCode:
    index = blind_index(phone)
    lock_phone(index)
    _refuse_too_many(index, now)
    return PhoneCode.objects.create(
        phone_index=index,
        code_hash=hash_code(phone, code),
        sent_at=now,
        expires_at=now + rules.LIFETIME,
    )


def _refuse_too_many(index: bytes, now: datetime) -> None:
    today = PhoneCode.objects.filter(phone_index=index, sent_at__gt=now - timedelta(days=1))
    last = today.order_by("-sent_at").first()
    wait = rules.seconds_to_wait(last.sent_at if last else None, now)
    if wait:
        raise CodeTooSoon(
            _("验证码已发送，%(wait)d 秒后可重新获取") % {"wait": wait}, retry_after=wait
        )
    if today.count() >= rules.MAX_CODES_PER_DAY:
        raise TooMany(_("今天获取验证码的次数已用完，请明天再试"), retry_after=86400)


def _is_demo_installation() -> bool:
    """One real shop is enough to keep codes off the page: buyers are shared by all shops."""
    kinds = set(Shop.objects.values_list("is_demo", flat=True))
    return kinds == {True}
