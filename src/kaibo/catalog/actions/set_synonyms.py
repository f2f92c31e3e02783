"""Words that a shop's search takes for the same thing; the whole list is saved at once."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.catalog import stamp
from kaibo.catalog.actions.save_product import EDITORS
from kaibo.catalog.models import SynonymGroup
from kaibo.foundation import audit
from kaibo.foundation.errors import InvalidInput
from kaibo.team.facade import Staff, require

MOST_GROUPS, MOST_WORDS = 200, 12


@transaction.atomic
def set_synonyms(actor: Staff, shop_id: int, groups: Sequence[Sequence[str]]) -> list[list[str]]:
    """Replace the groups; each has two words or more."""
    require(actor, shop_id, *EDITORS)
    stamp.touch(shop_id)
    wanted = [list(dict.fromkeys(w.strip() for w in group if w.strip())) for group in groups]
    _check(wanted)
    rows = SynonymGroup.objects.filter(shop_id=shop_id)
    before = list(rows.order_by("id").values_list("words", flat=True))
    rows.delete()
    SynonymGroup.objects.bulk_create(SynonymGroup(shop_id=shop_id, words=each) for each in wanted)
    audit.record(
        shop=shop_id,
        actor=actor,
        action="catalog.set_synonyms",
        subject=f"shop:{shop_id}",
        detail={"before": before, "after": wanted},
    )
    return wanted


def _check(groups: list[list[str]]) -> None:
    if len(groups) > MOST_GROUPS:
        message = _("最多 %(most)s 组同义词，现在 %(n)s 组")
        raise InvalidInput(message % {"most": MOST_GROUPS, "n": len(groups)}, field="groups")
    for group in groups:
        if not 2 <= len(group) <= MOST_WORDS:
            message = _("一组同义词要 2–%(most)s 个词，这组是「%(words)s」")
            detail = {"most": MOST_WORDS, "words": "、".join(group)}
            raise InvalidInput(message % detail, field="groups")
        if long := [word for word in group if len(word) > 20 or not word.isprintable()]:
            message = _("同义词最多 20 个字，不含控制字符：「%(word)s」")
            raise InvalidInput(message % {"word": long[0][:30]}, field="groups")
