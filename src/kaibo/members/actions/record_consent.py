"""A viewer agrees to a purpose, or takes the agreement back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation.errors import Conflict, InvalidInput
from kaibo.members.contracts import ConsentChoice
from kaibo.members.models import Consent
from kaibo.members.rules import consent


@transaction.atomic
def record_consent(viewer_id: int, choices: Sequence[ConsentChoice], now: datetime) -> None:
    """Append the choices of a viewer; a withdrawal is a row too, nothing is overwritten."""
    check_choices(choices)
    write_choices(viewer_id, choices, now)


def check_choices(choices: Sequence[ConsentChoice]) -> None:
    """Raises InvalidInput for unknown purposes, Conflict when a text changed meanwhile."""
    if names := consent.unknown(choices):
        raise InvalidInput(
            _("没有这项授权：%(names)s") % {"names": "、".join(names)[:60]}, field="consents"
        )
    if names := consent.outdated(choices):
        raise Conflict(_("协议内容已更新，请重新阅读后再确认"), purposes=names)


def write_choices(viewer_id: int, choices: Sequence[ConsentChoice], now: datetime) -> None:
    Consent.objects.bulk_create(
        Consent(
            viewer_id=viewer_id,
            purpose=choice.purpose,
            text_version=choice.text_version,
            granted=choice.granted,
            at=now,
        )
        for choice in choices
    )
