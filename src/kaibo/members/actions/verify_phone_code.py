"""A viewer proves a phone number and becomes a buyer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation.crypto import blind_index, seal
from kaibo.foundation.errors import LoginRequired
from kaibo.members import limits, queries
from kaibo.members.actions.phone_lock import lock_phone
from kaibo.members.actions.record_consent import check_choices, write_choices
from kaibo.members.actions.send_phone_code import hash_code
from kaibo.members.contracts import ConsentChoice, ViewerSession
from kaibo.members.errors import CodeExpired, CodeWrong, ConsentMissing
from kaibo.members.fields.phone import normalize_phone
from kaibo.members.models import PhoneCode, Viewer
from kaibo.members.rules import code as rules
from kaibo.members.rules import consent
from kaibo.members.sessions import open_session


def verify_phone_code(
    viewer_id: int,
    phone: str,
    code: str,
    choices: Sequence[ConsentChoice],
    network_address: str,
    now: datetime,
) -> ViewerSession:
    """Let the holder of the code in as the buyer of that phone.

    A known phone gives the buyer it belongs to, and the guest is merged into it; a new phone
    makes the guest a buyer in place. The code is used up once. Raises CodeWrong (with
    ``attempts_left``), CodeExpired, ConsentMissing (the code stays good), TooMany.
    """
    number = normalize_phone(phone)
    check_choices(choices)
    limits.count_request(limits.CODES_TRIED, network_address, now)
    with transaction.atomic():
        outcome = _try(viewer_id, number, code.strip(), choices, now)
    # Raised outside the transaction: a wrong attempt must stay counted.
    if isinstance(outcome, Exception):
        raise outcome
    return open_session(outcome, now)


def _try(
    viewer_id: int, phone: str, code: str, choices: Sequence[ConsentChoice], now: datetime
) -> Viewer | Exception:
    """Locks the phone, then its newest code, then the viewer."""
    index = blind_index(phone)
    lock_phone(index)
    row = PhoneCode.objects.filter(phone_index=index).order_by("-sent_at", "-id").first()
    verdict = rules.judge(_state(row), _is_equal(row, phone, code), now)
    if row is None or verdict == "expired":
        return CodeExpired(_("验证码已失效，请重新获取"), field="code")
    if verdict == "wrong":
        return _count_wrong(row)
    known = Viewer.objects.select_for_update(no_key=True).filter(phone_index=index).first()
    if lacking := consent.missing(queries.granted_versions(known), choices):
        return ConsentMissing(_("请先阅读并勾选同意必要的协议"), purposes=lacking)
    row.used_at = now
    row.save(update_fields=["used_at"])
    buyer = _merge(viewer_id, known) if known else _upgrade(viewer_id, phone, index, now)
    write_choices(buyer.pk, choices, now)
    return buyer


def _state(row: PhoneCode | None) -> rules.CodeState | None:
    if row is None:
        return None
    return rules.CodeState(row.expires_at, row.attempts, is_used=row.used_at is not None)


def _is_equal(row: PhoneCode | None, phone: str, code: str) -> bool:
    return row is not None and bytes(row.code_hash) == hash_code(phone, code)


def _count_wrong(row: PhoneCode) -> Exception:
    row.attempts += 1
    row.save(update_fields=["attempts"])
    left = rules.MAX_ATTEMPTS - row.attempts
    if left == 0:
        return CodeExpired(_("输错次数过多，请重新获取验证码"), field="code")
    return CodeWrong(
        _("验证码不正确，还可以试 %(left)d 次") % {"left": left}, field="code", attempts_left=left
    )


def _merge(guest_id: int, buyer: Viewer) -> Viewer:
    """Only a guest is merged: a buyer who logs in with another phone just changes person."""
    Viewer.objects.filter(
        pk=guest_id, phone_index__isnull=True, merged_into__isnull=True, is_synthetic=False
    ).exclude(pk=buyer.pk).update(merged_into=buyer)
    return buyer


def _upgrade(viewer_id: int, phone: str, index: bytes, now: datetime) -> Viewer:
    """The guest becomes the buyer; who is a buyer already gets a new identity beside it."""
    viewer = Viewer.objects.select_for_update(no_key=True).filter(pk=viewer_id).first()
    if viewer is None:
        raise LoginRequired(_("身份已失效，请刷新页面"), reason="no_such_viewer")
    if viewer.phone_index is not None or viewer.merged_into_id or viewer.is_synthetic:
        viewer = Viewer(nickname=viewer.nickname, first_source=viewer.first_source)
    viewer.phone_cipher = seal(phone)
    viewer.phone_index = index
    viewer.verified_at = now
    viewer.save()
    return viewer
