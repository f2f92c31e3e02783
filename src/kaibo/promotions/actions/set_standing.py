"""Say which level and groups buyers have in a shop; offers for groups are judged by it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.errors import InvalidInput
from kaibo.promotions.buyers import require_buyer
from kaibo.promotions.models import BuyerStanding
from kaibo.team.facade import Role, Staff, require

MARKERS = (Role.OPERATOR, Role.BRAND_MANAGER, Role.ADMIN)


@transaction.atomic
def set_standing(
    actor: Staff, shop_id: int, viewer_id: int, level: int, tags: list[str]
) -> BuyerStanding:
    """Replace level (0 to 9) and groups of a buyer."""
    require(actor, shop_id, *MARKERS)
    names = sorted({tag.strip() for tag in tags})
    if not 0 <= level <= 9:
        raise InvalidInput(_("会员等级是 %(level)s，请填 0 到 9") % {"level": level}, field="level")
    if len(names) > 20 or any(not 0 < len(tag) <= 20 or "\0" in tag for tag in names):
        raise InvalidInput(_("人群最多 20 个，每个名称 1 到 20 个字"), field="tags")
    require_buyer(viewer_id)
    found, _made = BuyerStanding.objects.select_for_update(no_key=True).get_or_create(
        shop_id=shop_id, viewer_id=viewer_id
    )
    before = {"level": found.level, "tags": found.tags}
    found.level, found.tags = level, names
    found.save()
    audit.record(
        shop=shop_id,
        actor=actor,
        action="promotions.set_standing",
        subject=f"viewer:{viewer_id}",
        detail={"before": before, "after": {"level": level, "tags": names}},
    )
    return found
