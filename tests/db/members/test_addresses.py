"""Addresses: encrypted, versioned by row, one default."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kaibo.foundation.errors import Conflict, NotFound
from kaibo.members import facade
from kaibo.members.actions import save_address
from kaibo.members.contracts import AddressFields
from kaibo.members.models import Address, Viewer

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOME = AddressFields(
    "欧阳娜娜", "13800138000", "浙江省", "杭州市", "余杭区", "文一西路 969 号 3 幢"
)
WORK = replace(HOME, street="城西银泰 5 楼 A 座")

pytestmark = pytest.mark.django_db


@pytest.fixture
def buyer() -> int:
    return Viewer.objects.create(nickname="阿月").pk


def test_personal_fields_are_sealed_in_the_table(buyer: int) -> None:
    made = facade.add_address(buyer, HOME, is_default=False)
    row = Address.objects.get(pk=made.address_id)
    for cipher, text in [
        (row.name_cipher, HOME.name),
        (row.phone_cipher, HOME.phone),
        (row.street_cipher, HOME.street),
    ]:
        assert text.encode() not in bytes(cipher)
    assert facade.addresses(buyer)[0].fields == HOME


def test_the_first_is_the_default_and_there_is_only_one(buyer: int) -> None:
    facade.add_address(buyer, HOME, is_default=False)
    facade.add_address(buyer, WORK, is_default=True)
    assert [(a.fields.street, a.is_default) for a in facade.addresses(buyer)] == [
        (WORK.street, True), (HOME.street, False),
    ]  # fmt: skip


def test_a_change_keeps_the_address_that_orders_point_at(buyer: int) -> None:
    old = facade.add_address(buyer, HOME, is_default=True)
    new = facade.change_address(buyer, old.address_id, WORK, is_default=False, now=NOW)
    assert new.address_id != old.address_id
    assert new.is_default
    assert [a.address_id for a in facade.addresses(buyer)] == [new.address_id]
    assert facade.shipping_addresses([old.address_id])[old.address_id].fields == HOME


def test_a_deleted_default_is_inherited(buyer: int) -> None:
    first = facade.add_address(buyer, HOME, is_default=True)
    second = facade.add_address(buyer, WORK, is_default=False)
    facade.delete_address(buyer, first.address_id, NOW)
    assert [(a.address_id, a.is_default) for a in facade.addresses(buyer)] == [
        (second.address_id, True)
    ]
    with pytest.raises(NotFound):
        facade.delete_address(buyer, first.address_id, NOW)


def test_nobody_touches_the_address_of_another(buyer: int) -> None:
    stranger = Viewer.objects.create(nickname="路人").pk
    made = facade.add_address(buyer, HOME, is_default=True)
    with pytest.raises(NotFound):
        facade.change_address(stranger, made.address_id, WORK, is_default=True, now=NOW)
    with pytest.raises(NotFound):
        facade.delete_address(stranger, made.address_id, NOW)
    assert facade.addresses(buyer)[0].fields == HOME


def test_the_list_has_an_end(buyer: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(save_address, "MAX_ADDRESSES", 1)
    facade.add_address(buyer, HOME, is_default=True)
    with pytest.raises(Conflict, match="最多保存 1 个"):
        facade.add_address(buyer, WORK, is_default=True)


def test_a_synthetic_buyer_can_order_and_is_marked() -> None:
    made = facade.make_synthetic_buyer("演练观众 1", "rehearsal", NOW)
    assert made.session.kind == "buyer"
    assert Viewer.objects.get(pk=made.session.viewer_id).is_synthetic
    assert facade.addresses(made.session.viewer_id)[0].address_id == made.address_id
