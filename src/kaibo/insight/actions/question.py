"""Keep a question in SQL, or throw it away."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.errors import NotFound, TooMany
from kaibo.insight.access import may_ask
from kaibo.insight.models import SavedQuestion

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

MOST = 500  # of one shop


@transaction.atomic
def save_question(shop_id: int, name: str, sql: str, actor: Staff) -> SavedQuestion:
    """Write the question under its name; one of that name is replaced."""
    may_ask(actor, shop_id)
    if SavedQuestion.objects.filter(shop_id=shop_id).exclude(name=name).count() >= MOST:
        raise TooMany(_("收藏的查询最多 {most} 条，请先删除不用的").format(most=MOST))
    saved, _new = SavedQuestion.objects.update_or_create(
        shop_id=shop_id, name=name,
        defaults={"sql": sql, "saved_by": actor, "saved_at": datetime.now(UTC)},
    )  # fmt: skip
    audit.record(
        shop=shop_id, actor=actor, action="insight.save_question",
        subject=f"saved_question:{saved.pk}", detail={"name": name, "sql": sql},
    )  # fmt: skip
    return saved


@transaction.atomic
def drop_question(shop_id: int, question_id: int, actor: Staff) -> None:
    """Throw a question away. Locks it."""
    may_ask(actor, shop_id)
    rows = SavedQuestion.objects.select_for_update(no_key=True)
    found = rows.filter(shop_id=shop_id, pk=question_id).first()
    if found is None:
        raise NotFound(_("这家店没有编号 {id} 的收藏查询").format(id=question_id))
    detail = {"name": found.name}
    found.delete()
    audit.record(
        shop=shop_id, actor=actor, action="insight.drop_question",
        subject=f"saved_question:{question_id}", detail=detail,
    )  # fmt: skip
