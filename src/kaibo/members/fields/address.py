"""Delivery addresses in China: what is asked, how it is checked."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from kaibo.foundation.errors import InvalidInput
from kaibo.members.contracts import AddressFields
from kaibo.members.fields.phone import normalize_phone
from kaibo.members.rules.text import one_line

MUNICIPALITIES = ("北京市", "天津市", "上海市", "重庆市")
PROVINCES = (
    *MUNICIPALITIES,
    "河北省", "山西省", "辽宁省", "吉林省", "黑龙江省", "江苏省", "浙江省", "安徽省", "福建省",
    "江西省", "山东省", "河南省", "湖北省", "湖南省", "广东省", "海南省", "四川省", "贵州省",
    "云南省", "陕西省", "甘肃省", "青海省", "台湾省", "内蒙古自治区", "广西壮族自治区",
    "西藏自治区", "宁夏回族自治区", "新疆维吾尔自治区", "香港特别行政区", "澳门特别行政区",
)  # fmt: skip
_SHORT = re.compile(r"(特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|省|市)$")
_BY_SHORT = {_SHORT.sub("", name): name for name in PROVINCES}


def check_address(fields: AddressFields) -> AddressFields:
    """Trimmed and normalized fields; raises InvalidInput naming the first field that is wrong."""
    province = check_province(fields.province)
    return AddressFields(
        name=_text("name", fields.name, _("收货人姓名"), 2, 25),
        phone=normalize_phone(fields.phone),
        province=province,
        city=_city(province, fields.city),
        district=_text("district", fields.district, _("区/县"), 0, 30),
        street=_street(fields.street),
    )


def check_province(text: str) -> str:
    """The full official name; ``浙江`` is accepted for ``浙江省``."""
    name = one_line(text)
    found = _BY_SHORT.get(_SHORT.sub("", name))
    if found:
        return found
    if not name:
        raise InvalidInput(_("请选择省份"), field="province")
    raise InvalidInput(
        _("没有找到省份“%(name)s”，请从列表中选择") % {"name": name[:20]}, field="province"
    )


def _city(province: str, text: str) -> str:
    """A municipality is its own city, so nobody has to type 北京市 twice."""
    if province in MUNICIPALITIES and not one_line(text):
        return province
    return _text("city", text, _("城市"), 2, 30)


def _street(text: str) -> str:
    street = _text("street", text, _("详细地址"), 4, 120)
    if street.isdigit():
        raise InvalidInput(_("详细地址不能只有数字，请写明街道、楼号和门牌"), field="street")
    return street


def _text(field: str, value: str, label: str, least: int, most: int) -> str:
    text = one_line(value)
    if not text and least:
        raise InvalidInput(_("请填写%(label)s") % {"label": label}, field=field)
    if len(text) < least:
        raise InvalidInput(
            _("%(label)s太短，至少 %(least)d 个字") % {"label": label, "least": least}, field=field
        )
    if len(text) > most:
        raise InvalidInput(
            _("%(label)s太长，最多 %(most)d 个字") % {"label": label, "most": most}, field=field
        )
    return text
