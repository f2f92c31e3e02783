"""Who sells, where buyers find help, and when a price change needs a second person."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.console.setup import LICENSE
from kaibo.foundation import audit
from kaibo.foundation.errors import Conflict, InvalidInput, NotFound
from kaibo.foundation.models import Shop
from kaibo.team.facade import Role, Staff, require

# A change is said yes to twice, because it changes who must look at prices during every show.
LIMIT = "price_change_limit_percent"


class SecondLookNeeded(Conflict):
    """The limit of price changes would move; look at it once more and confirm it."""

    code = "second_look_needed"


@dataclass(frozen=True, slots=True)
class ShopWish:
    """What the settings page asks for; ``price_change_limit_percent`` 0: every change."""

    name: str
    company_name: str
    license_no: str
    service_contact: str
    price_change_limit_percent: int


@transaction.atomic
def change_shop(actor: Staff, shop_id: int, wish: ShopWish, *, is_limit_seen: bool) -> Shop:
    """Raises `NotAllowed`, `NotFound`, `InvalidInput`, `SecondLookNeeded`; saves what differs."""
    require(actor, shop_id, Role.ADMIN)
    shop = Shop.objects.select_for_update(no_key=True).filter(pk=shop_id).first()
    if shop is None:
        raise NotFound(_("没有编号为 %(id)s 的店铺") % {"id": shop_id})
    wanted = {field: _clean(value) for field, value in asdict(wish).items()}
    after = {field: value for field, value in wanted.items() if getattr(shop, field) != value}
    if not after:
        return shop
    _check(after)
    before = {field: getattr(shop, field) for field in after}
    if LIMIT in after and not is_limit_seen:
        raise _second_look(before[LIMIT], after[LIMIT])
    for field, value in after.items():
        setattr(shop, field, value)
    shop.save(update_fields=list(after))
    audit.record(
        shop=shop, actor=actor, action="console.change_shop", subject=f"shop:{shop_id}",
        detail={"before": before, "after": after},
    )  # fmt: skip
    return shop


def _clean(value: object) -> object:
    return value.replace("\x00", "").strip() if isinstance(value, str) else value


def _check(after: dict[str, object]) -> None:
    if after.get("name") == "":
        raise InvalidInput(_("店铺名称不能为空"), field="name")
    license_no = str(after.get("license_no") or "")
    if license_no and not LICENSE.fullmatch(license_no):
        raise InvalidInput(
            _("「%(no)s」不是 18 位统一社会信用代码，请照营业执照填写") % {"no": license_no},
            field="license_no",
        )


def _second_look(old: int, new: object) -> SecondLookNeeded:
    return SecondLookNeeded(
        _("改价上限将从 %(old)s%% 改为 %(new)s%%，请再核对一次") % {"old": old, "new": new},
        field=LIMIT, before=old, after=new,
    )  # fmt: skip


def shop_of(staff: Staff, shop_id: int) -> Shop:
    """For anybody who works there; raises `NotAllowed`, `NotFound`."""
    require(staff, shop_id)
    shop = Shop.objects.filter(pk=shop_id).first()
    if shop is None:
        raise NotFound(_("没有编号为 %(id)s 的店铺") % {"id": shop_id})
    return shop
