"""What the shop wants: its warehouses, its strategies, what to keep of a SKU, and exceptions."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import asdict, dataclass

from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.errors import Conflict, InvalidInput, NotFound
from kaibo.supply import houses
from kaibo.supply.access import KEEPERS, MANAGERS
from kaibo.supply.models import BufferOverride, SkuPolicy, StockSettings, Warehouse
from kaibo.supply.rules.provinces import FAR, distance
from kaibo.team.facade import Staff, require

_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,19}")


@dataclass(frozen=True, slots=True)
class WarehouseDraft:
    code: str
    name: str
    province: str = ""
    priority: int = 100
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class StockChoices:
    """A shop's strategies and percentages."""

    release_strategy: str
    ship_strategy: str
    buffer_percent: int
    expiry_warning_days: int


@dataclass(frozen=True, slots=True)
class Policy:
    """What to keep of one SKU; units, None: no bound or the shop's percentage."""

    safety_stock: int = 0
    ceiling: int | None = None
    buffer_percent: int | None = None


def save_warehouse(
    staff: Staff, shop_id: int, draft: WarehouseDraft, warehouse_id: int | None = None
) -> Warehouse:
    """Open or change a warehouse. Raises `InvalidInput`, `NotFound`, `Conflict` (code taken)."""
    require(staff, shop_id, *MANAGERS)
    _check_warehouse(draft)
    houses.main_house(shop_id)
    row = Warehouse(shop_id=shop_id)
    if warehouse_id is not None:
        row = _own_warehouse(warehouse_id, shop_id)
        if row.is_main and not draft.is_active:
            raise Conflict(_("主仓不能停用：没有归属的库存都在这里"))
    for name, value in asdict(draft).items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save()
            audit.record(
                shop=shop_id, actor=staff, action="supply.save_warehouse",
                subject=f"warehouse:{row.pk}", detail=asdict(draft),
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(_("仓库编码 %(code)s 已在用，请换一个") % {"code": draft.code}) from error
    return row


@transaction.atomic
def save_settings(staff: Staff, shop_id: int, choices: StockChoices) -> StockSettings:
    """Change a shop's strategies and percentages."""
    require(staff, shop_id, *MANAGERS)
    row, _new = StockSettings.objects.update_or_create(shop_id=shop_id, defaults=asdict(choices))
    audit.record(
        shop=shop_id, actor=staff, action="supply.save_settings", subject=f"shop:{shop_id}",
        detail=asdict(choices),
    )  # fmt: skip
    return row


@transaction.atomic
def save_policy(staff: Staff, shop_id: int, sku_id: int, policy: Policy) -> SkuPolicy:
    """Set safety stock, ceiling and buffer of a SKU."""
    require(staff, shop_id, *KEEPERS)
    houses.check_skus(shop_id, [sku_id])
    if policy.ceiling is not None and policy.ceiling < policy.safety_stock:
        words = _("库存上限 %(ceiling)s 低于安全库存 %(safety)s，请核对")
        values = {"ceiling": policy.ceiling, "safety": policy.safety_stock}
        raise InvalidInput(words % values, field="ceiling")
    row, _new = SkuPolicy.objects.update_or_create(sku_id=sku_id, defaults=asdict(policy))
    audit.record(
        shop=shop_id, actor=staff, action="supply.save_policy", subject=f"sku:{sku_id}",
        detail=asdict(policy),
    )  # fmt: skip
    return row


@transaction.atomic
def lift_buffer(
    staff: Staff, shop_id: int, show_id: int, sku_id: int, reason: str, now: dt.datetime
) -> BufferOverride:
    """A manager lets one show sell a SKU's safety buffer; the reason is kept."""
    require(staff, shop_id, *MANAGERS)
    houses.check_skus(shop_id, [sku_id])
    show = apps.get_model("planning", "Show")
    if not show._default_manager.filter(pk=show_id, shop_id=shop_id).exists():
        raise NotFound(_("本店没有场次 %(id)s") % {"id": show_id})
    if not reason.strip():
        raise InvalidInput(_("请写明放开安全库存的原因"), field="reason")
    row, _new = BufferOverride.objects.update_or_create(
        show_id=show_id, sku_id=sku_id,
        defaults={"reason": reason.strip()[:120], "by": staff, "at": now},
    )  # fmt: skip
    audit.record(
        shop=shop_id, actor=staff, action="supply.lift_buffer", subject=f"show:{show_id}",
        detail={"sku": sku_id, "reason": row.reason}, at=now,
    )  # fmt: skip
    return row


def _own_warehouse(warehouse_id: int, shop_id: int) -> Warehouse:
    found = Warehouse.objects.filter(pk=warehouse_id, shop_id=shop_id).first()
    if found is None:
        raise NotFound(_("本店没有仓库 %(id)s，请刷新后重试") % {"id": warehouse_id})
    return found


def _check_warehouse(draft: WarehouseDraft) -> None:
    if not _CODE.fullmatch(draft.code):
        raise InvalidInput(
            _("仓库编码“%(code)s”要用 1–20 个字母、数字或 . _ -") % {"code": draft.code[:20]},
            field="code",
        )
    if not draft.name.strip():
        raise InvalidInput(_("请填写仓库名称"), field="name")
    if draft.province and distance(draft.province, "北京") == FAR:
        raise InvalidInput(
            _("没有省份“%(p)s”，请填写如 浙江省") % {"p": draft.province}, field="province"
        )
