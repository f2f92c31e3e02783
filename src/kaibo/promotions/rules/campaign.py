"""What a campaign must be like before it may run, and what its maker should be warned of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

import msgspec

from kaibo.foundation.words import gettext as _
from kaibo.promotions.contracts import LAYER_OF, TERMS_OF, Audience, Kind, Scope, Terms
from kaibo.promotions.rules.terms_check import Problem, problems_of_terms, wrong

KINDS: tuple[Kind, ...] = get_args(Kind)
BIGGEST = 10**12
LONGEST = dt.timedelta(days=366 * 3)


@dataclass(frozen=True, slots=True)
class CampaignDraft:
    """A campaign as somebody wants it. Money in minor units; None: no limit."""

    kind: str
    name: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    terms: Mapping[str, Any]
    scope: Mapping[str, Any]
    audience: Mapping[str, Any]
    priority: int = 0
    stack_group: str = ""
    is_exclusive: bool = False
    per_user_limit: int | None = None
    claim_limit: int = 1
    valid_hours: int | None = None
    quantity: int | None = None
    budget: int | None = None
    show_id: int | None = None
    series: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """The parts of a draft that the engine reads, in its own types."""

    terms: Terms
    scope: Scope
    audience: Audience


def is_coupon(kind: str) -> bool:
    """Whether a buyer claims it before using it."""
    return kind in KINDS and LAYER_OF[kind] == "coupon"


def shape_of(
    kind: str, terms: Mapping[str, Any], scope: Mapping[str, Any], audience: Mapping[str, Any]
) -> Shape:
    """The engine's types of what is stored; raises `msgspec.ValidationError`."""
    return Shape(
        msgspec.convert(dict(terms), TERMS_OF[kind], str_keys=True),  # type: ignore[index]
        msgspec.convert(dict(scope), Scope),
        msgspec.convert(dict(audience), Audience),
    )


def problems_of(draft: CampaignDraft) -> list[Problem]:
    """Everything that keeps the draft from being stored; empty when it is fine."""
    if draft.kind not in KINDS:
        return [wrong("kind", draft.kind, _("没有这种活动，请从列表中选择"))]
    found = [*_frame(draft), *_limits(draft)]
    unread = _unreadable(draft)
    if unread:
        return found + unread
    shape = shape_of(draft.kind, draft.terms, draft.scope, draft.audience)
    found += problems_of_terms(draft.kind, shape.terms)
    return found + _scope(shape.scope) + _audience(draft.kind, shape.audience)


def _frame(draft: CampaignDraft) -> list[Problem]:
    found = []
    if not draft.name.strip() or len(draft.name) > 60:
        found.append(wrong("name", draft.name[:20], _("名称写 1 到 60 个字")))
    if any(ord(char) < 32 for text in (draft.name, draft.stack_group) for char in text):
        found.append(wrong("name", "", _("名称里有看不见的字符，请重新输入")))
    if draft.ends_at <= draft.starts_at:
        found.append(wrong("ends_at", draft.ends_at.isoformat(), _("结束时间要晚于开始时间")))
    elif draft.ends_at - draft.starts_at > LONGEST:
        found.append(wrong("ends_at", draft.ends_at.isoformat(), _("活动最长三年，请改早一些")))
    return found


def _limits(draft: CampaignDraft) -> list[Problem]:
    found = [
        *_range("priority", draft.priority, -1000, 1000),
        *_range("per_user_limit", draft.per_user_limit, 1, 1_000_000),
        *_range("claim_limit", draft.claim_limit, 1, 100),
        *_range("valid_hours", draft.valid_hours, 1, 24 * 366),
        *_range("quantity", draft.quantity, 1, 100_000_000),
        *_range("budget", draft.budget, 1, BIGGEST),
    ]
    if draft.valid_hours is not None and not is_coupon(draft.kind):
        found.append(wrong("valid_hours", draft.valid_hours, _("只有优惠券有领取后有效期，请留空")))
    return found


def _range(field: str, value: int | None, low: int, high: int) -> list[Problem]:
    if value is None or low <= value <= high:
        return []
    return [wrong(field, value, _("请填 %(low)s 到 %(high)s") % {"low": low, "high": high})]


def _unreadable(draft: CampaignDraft) -> list[Problem]:
    """Parts that are not of the engine's types; the path says where."""
    types: tuple[tuple[str, Mapping[str, Any], Any], ...] = (
        ("terms", draft.terms, TERMS_OF[draft.kind]),  # type: ignore[index]
        ("scope", draft.scope, Scope),
        ("audience", draft.audience, Audience),
    )
    found = []
    for field, value, wanted in types:
        try:
            msgspec.convert(dict(value), wanted, str_keys=True)
        except (msgspec.ValidationError, ValueError) as error:
            text = str(error)
            where = text.rpartition(" - at `$")[2].rstrip("`") if " - at `$" in text else ""
            found.append(wrong(field + where, "", _("填写的格式不对：%(why)s") % {"why": text}))
    return found


def _scope(scope: Scope) -> list[Problem]:
    named = scope.product_ids, scope.category_ids, scope.sku_ids, scope.link_ids
    if not scope.all and not any(named):
        return [wrong("scope", "", _("没有选择商品：请选全店，或至少一个商品、类目或 SKU"))]
    if not _are_ids(named) or not _are_ids((scope.except_product_ids, scope.except_sku_ids)):
        return [wrong("scope", "", _("商品、类目或 SKU 的编号不对，请重新选择"))]
    if sum(len(each) for each in named) > 2000:
        return [wrong("scope", sum(map(len, named)), _("最多选 2000 项，请改用类目"))]
    return []


def _are_ids(lists: Iterable[Iterable[int]]) -> bool:
    """A bigint column takes no more."""
    return all(0 < each < 2**63 for ids in lists for each in ids)


def _audience(kind: str, audience: Audience) -> list[Problem]:
    found = _range("audience.min_level", audience.min_level, 0, 9)
    if kind == "newcomer_price" and not audience.newcomers_only:
        found.append(wrong("audience.newcomers_only", False, _("新人价要限定为新人，请勾选")))
    if kind == "member_price" and audience.min_level < 1:
        found.append(wrong("audience.min_level", 0, _("会员价要写明会员等级，至少 1 级")))
    if len(audience.tags) > 20 or any(not 0 < len(tag) <= 20 for tag in audience.tags):
        found.append(wrong("audience.tags", "", _("人群最多 20 个，每个名称 1 到 20 个字")))
    if not _are_ids([audience.buyer_ids]):
        found.append(wrong("audience.buyer_ids", "", _("买家编号不对，请重新选择")))
    if len(audience.buyer_ids) > 5000:
        found.append(
            wrong(
                "audience.buyer_ids", len(audience.buyer_ids), _("指定买家最多 5000 位，请改用人群")
            )
        )
    return found


def changes_of(before: CampaignDraft | None, after: CampaignDraft) -> Sequence[str]:
    """The names of the fields that differ."""
    fields = CampaignDraft.__slots__
    return [name for name in fields if before is None or _of(before, name) != _of(after, name)]


def _of(draft: CampaignDraft, name: str) -> object:
    return getattr(draft, name)
