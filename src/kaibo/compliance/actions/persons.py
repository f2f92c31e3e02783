"""Who operates a shop's rooms and who presents in them, as the room shows it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.compliance.models import HostFile, OperatorFile
from kaibo.foundation import audit
from kaibo.foundation.errors import InvalidInput, NotFound
from kaibo.team.facade import Role, Staff, require

KEEPERS = (Role.BRAND_MANAGER, Role.COMPLIANCE, Role.ADMIN)


@transaction.atomic
def save_operator(actor: Staff, shop_id: int, fields: dict[str, str], now: datetime) -> None:
    """``fields``: name, license_no, address, complaint_contact; empty: the shop itself."""
    require(actor, shop_id, *KEEPERS)
    values = {name: value.replace("\x00", "").strip() for name, value in fields.items()}
    OperatorFile.objects.update_or_create(shop_id=shop_id, defaults=values)
    audit.record(
        shop=shop_id, actor=actor, action="compliance.save_operator", subject=f"shop:{shop_id}",
        detail=values, at=now,
    )  # fmt: skip


@transaction.atomic
def save_host(
    actor: Staff, shop_id: int, name: str, fields: dict[str, str | date | None], now: datetime
) -> int:
    """``fields``: verified_on, agency, license_kind, license_no. The id of the file."""
    require(actor, shop_id, *KEEPERS)
    said = name.replace("\x00", "").strip()
    if not said:
        raise InvalidInput(_("请填写主播名，和场次里的一致"), field="name")
    verified = fields.get("verified_on")
    if isinstance(verified, date) and verified > now.date():
        raise InvalidInput(_("核验日期不能在今天之后"), field="verified_on")
    values = {
        key: value.replace("\x00", "").strip() if isinstance(value, str) else value
        for key, value in fields.items()
    }
    row, _made = HostFile.objects.update_or_create(shop_id=shop_id, name=said, defaults=values)
    audit.record(
        shop=shop_id, actor=actor, action="compliance.save_host", subject=f"host_file:{row.pk}",
        detail={"name": said, "is_verified": verified is not None}, at=now,
    )  # fmt: skip
    return row.pk


@transaction.atomic
def remove_host(actor: Staff, shop_id: int, host_id: int, now: datetime) -> None:
    """The room shows the name alone from then on."""
    require(actor, shop_id, *KEEPERS)
    deleted, _rows = HostFile.objects.filter(pk=host_id, shop_id=shop_id).delete()
    if not deleted:
        raise NotFound(_("本店没有编号 %(id)s 的主播资料") % {"id": host_id})
    audit.record(
        shop=shop_id, actor=actor, action="compliance.remove_host",
        subject=f"host_file:{host_id}", detail={}, at=now,
    )  # fmt: skip
