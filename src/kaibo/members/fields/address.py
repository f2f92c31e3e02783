"""Delivery addresses in China: what is asked, how it is checked."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kaibo.foundation.errors import InvalidInput
from kaibo.members.contracts import AddressFields
from kaibo.members.divisions.tree import Division, named, provinces
from kaibo.members.fields.phone import normalize_phone
from kaibo.members.rules.text import one_line

PROVINCES = tuple(province.name for province in provinces())


def check_address(fields: AddressFields) -> AddressFields:
    """Trimmed and normalized fields; raises InvalidInput naming the first field that is wrong."""
    province = _province(fields.province)
    city = _city(province, fields.city)
    return AddressFields(
        name=_text("name", fields.name, _("收货人姓名"), 2, 25),
        phone=normalize_phone(fields.phone),
        province=province.name,
        city=city.name,
        district=_district(city, fields.district),
        street=_street(fields.street),
    )


def check_province(text: str) -> str:
    """The full official name; ``浙江`` is accepted for ``浙江省``."""
    return _province(text).name


def _province(text: str) -> Division:
    name = one_line(text)
    if not name:
        raise InvalidInput(_("请选择省份"), field="province")
    if (found := named(provinces(), name)) is not None:
        return found
    raise InvalidInput(
        _("没有找到省份“%(name)s”，请从列表中选择") % {"name": name[:20]}, field="province"
    )


def _city(province: Division, text: str) -> Division:
    """A municipality is its own city, so nobody has to type 北京市 twice."""
    name = one_line(text)
    if not name and len(province.parts) == 1:
        return province.parts[0]
    if not name:
        raise InvalidInput(_("请选择城市"), field="city")
    return _part(province, name, "city")


def _district(city: Division, text: str) -> str:
    """Cities without districts (济源市) take none."""
    name = one_line(text)
    if not city.parts:
        return "" if name in ("", city.name) else _part(city, name, "district").name
    if not name:
        raise InvalidInput(_("请选择%(city)s的区/县") % {"city": city.name}, field="district")
    return _part(city, name, "district").name


def _part(place: Division, name: str, field: str) -> Division:
    if (found := named(place.parts, name)) is not None:
        return found
    some = "、".join(one.name for one in place.parts[:3])
    raise InvalidInput(
        _("%(place)s没有“%(name)s”，请从列表中选择，例如%(some)s")
        % {"place": place.name, "name": name[:30], "some": some or place.name},
        field=field,
    )


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
