"""What can be imported, each by its domain's own action."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from kaibo.catalog import facade as catalog
from kaibo.console.tables.importing import Header, Importer, Row
from kaibo.foundation.errors import InvalidInput, NotFound
from kaibo.fulfillment import facade as fulfillment
from kaibo.planning import facade as planning
from kaibo.selling import facade as selling
from kaibo.selling.contracts import parse_order_no
from kaibo.supply import paper_facade as supply
from kaibo.team.facade import Role, invite

PHASES = {"筹备": "prepare", "直播": "on_air", "复盘": "review"}
BIGGEST = 10**9


def _ship(row: Row) -> str:
    """An order of this shop leaves with this parcel."""
    text = row.texts["order_no"]
    order_id = parse_order_no(text)
    if order_id is None or order_id > 2**63 - 1 or selling.shop_of(order_id) != row.shop_id:
        raise NotFound(_("本店没有订单「%(no)s」") % {"no": text[:30]}, field="order_no")
    carrier, tracking_no = row.texts["carrier"], row.texts["tracking_no"]
    fulfillment.ship_order(order_id, carrier, tracking_no, row.actor, row.now)
    return _("订单 %(no)s 已发货，%(carrier)s %(tracking)s") % {
        "no": text, "carrier": carrier, "tracking": tracking_no,
    }  # fmt: skip


def _receive(row: Row) -> str:
    """Units of a SKU come in from the supplier."""
    code = row.texts["sku_code"]
    sku_id = catalog.sku_ids(row.shop_id).get(code)
    if sku_id is None:
        raise NotFound(_("本店没有 SKU「%(code)s」") % {"code": code[:40]}, field="sku_code")
    units = _whole(row.texts["units"], "units")
    line = supply.Delivered(
        sku_id, units, row.texts.get("lot_no", ""), None,
        _day(row.texts.get("expires_on", ""), "expires_on"),
    )  # fmt: skip
    supply.receive_goods(
        row.actor, row.shop_id, None, row.texts.get("supplier", ""), "", [line], row.now
    )
    return _("%(code)s 入库 %(units)s 件") % {"code": code, "units": units}


def _invite(row: Row) -> str:
    """A colleague with roles; a new account's password is set by the administrator afterwards."""
    labels = {_(label): value for value, label in Role.choices} | {v: v for v in Role.values}
    names = row.texts["roles"].replace("，", "、").replace(",", "、").split("、")
    roles = [labels.get(name.strip(), name.strip()) for name in names if name.strip()]
    username = row.texts["username"]
    invite(
        row.actor, row.shop_id, username=username, name=row.texts["name"],
        email=row.texts.get("email", ""), roles=roles,
    )  # fmt: skip
    return _("%(name)s 加入团队") % {"name": row.texts["name"]}


def _task(row: Row) -> str:
    """Something to do before a phase of a show may be left."""
    show_id = _whole(row.texts["show"], "show")
    if planning.show_card(show_id).shop_id != row.shop_id:
        raise NotFound(_("本店没有编号 %(id)s 的场次") % {"id": show_id}, field="show")
    phase = PHASES.get(row.texts["phase"], row.texts["phase"])
    title = row.texts["title"][:80]
    planning.add_task(show_id, phase, title, row.texts.get("owner", "")[:40], None, row.actor)
    return _("新增待办：%(title)s") % {"title": title}


def _whole(text: str, name: str) -> int:
    bare = text.replace(",", "").removesuffix(".0")
    if not (bare.isascii() and bare.isdecimal() and 0 < int(bare[:12]) <= BIGGEST):
        raise InvalidInput(_("要填正整数，例如 48"), field=name)
    return int(bare)


def _day(text: str, name: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10].replace("/", "-"))
    except ValueError as error:
        raise InvalidInput(_("日期要写成 2027-03-31 的样子"), field=name) from error


IMPORTERS: dict[str, Importer] = {
    each.key: each
    for each in (
        Importer(
            "parcels",
            (
                Header("order_no", "订单号", ("order no",), True, "26112200000000012"),
                Header("carrier", "快递公司", ("carrier", "承运商"), True, "顺丰速运"),
                Header("tracking_no", "运单号", ("快递单号", "tracking no"), True, "SF1234567890"),
            ),
            ("order_no",),
            _ship,
        ),
        Importer(
            "receipts",
            (
                Header("sku_code", "SKU编码", ("SKU", "sku code"), True, "YH-001-B"),
                Header("units", "入库数量", ("数量", "units"), True, "120"),
                Header("lot_no", "批次号", ("lot no",), False, "L2611"),
                Header("expires_on", "到期日", ("expires on",), False, "2027-11-01"),
                Header("supplier", "供应商", ("supplier",), False, "南通棉织厂"),
            ),
            ("sku_code", "lot_no"),
            _receive,
        ),
        Importer(
            "staff",
            (
                Header("username", "账号", ("user name",), True, "xiaohe"),
                Header("name", "姓名", ("name",), True, "小禾"),
                Header("roles", "岗位", ("角色", "roles"), True, "仓库、客服"),
                Header("email", "邮箱", ("email",), False, "xiaohe@example.com"),
            ),
            ("username",),
            _invite,
        ),
        Importer(
            "tasks",
            (
                Header("show", "场次编号", ("show",), True, "7"),
                Header("phase", "阶段", ("phase",), True, "筹备"),
                Header("title", "事项", ("title",), True, "样品到位"),
                Header("owner", "负责人", ("owner",), False, "阿禾"),
            ),
            ("show", "phase", "title"),
            _task,
        ),
    )
}
