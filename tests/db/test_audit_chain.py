"""The audit chain shows every change, removal and insertion."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaibo.foundation import audit
from kaibo.foundation.models import AuditEntry, Shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return Shop.objects.create(slug="audit", name="审计")


def write(shop: Shop | None, count: int = 4) -> list[AuditEntry]:
    for number in range(count):
        audit.record(
            shop=shop,
            actor=None,
            action="catalog.update_product",
            subject=f"product:{number}",
            detail={"价格": [100 + number, 90], "nested": {"b": 1, "a": None}},
        )
    return list(AuditEntry.objects.filter(shop=shop).order_by("id"))


def test_an_untouched_chain_holds_per_shop(shop: Shop) -> None:
    write(shop)
    write(None)
    assert audit.verify_chain(shop.pk) == []
    assert audit.verify_chain(None) == []


@pytest.mark.parametrize(
    "change",
    [
        {"detail": {"价格": [100, 1]}},
        {"actor_id": None, "action": "catalog.delete_product"},
        {"subject": "product:99"},
        {"at": datetime(2020, 1, 1, tzinfo=UTC)},
    ],
)
def test_a_changed_entry_is_found(shop: Shop, change: dict[str, object]) -> None:
    entries = write(shop)
    AuditEntry.objects.filter(pk=entries[1].pk).update(**change)
    assert [each.entry_id for each in audit.verify_chain(shop.pk)] == [entries[1].pk]


def test_a_rehashed_entry_breaks_the_next_link(shop: Shop) -> None:
    entries = write(shop)
    forged = entries[1]
    forged.detail = {"价格": [1, 1]}
    forged.hash = audit.chain_hash(bytes(forged.previous_hash), forged)
    forged.save()
    assert [each.entry_id for each in audit.verify_chain(shop.pk)] == [entries[2].pk]


def test_a_removed_entry_is_found(shop: Shop) -> None:
    entries = write(shop)
    AuditEntry.objects.filter(pk=entries[2].pk).delete()
    assert [each.entry_id for each in audit.verify_chain(shop.pk)] == [entries[3].pk]


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False)
    | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@given(detail=st.dictionaries(st.text(max_size=8), JSON, max_size=4))
def test_any_detail_comes_back_from_the_database_as_it_was_hashed(
    shop: Shop, detail: dict[str, object]
) -> None:
    audit.record(shop=shop, actor=None, action="a.b", subject="c:1", detail=detail)
    assert audit.verify_chain(shop.pk) == []
