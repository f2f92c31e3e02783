"""The body of a frozen plan: written whole, read back as contracts, compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from kaibo.foundation.clock import to_ms
from kaibo.planning import contracts
from kaibo.planning.contracts import Change, Flag, LinkRow, ScriptReport, SegmentRow
from kaibo.planning.models import FrozenPlan, Show
from kaibo.planning.rules import versions


def body(plan: Show, links: Sequence[LinkRow], segments: Sequence[SegmentRow]) -> dict[str, Any]:
    """Everything the room and the archive need: nothing of it is looked up again later."""
    head = {
        "title": plan.title,
        "theme": plan.theme,
        "host_name": plan.host_name,
        "planned_start_at": to_ms(plan.planned_start_at),
        "planned_end_at": to_ms(plan.planned_end_at),
    }
    rows = {"links": list(links), "segments": list(segments)}
    built: dict[str, Any] = {"show": head} | msgspec.to_builtins(rows)
    return built


def thaw(plan: FrozenPlan) -> contracts.FrozenPlan:
    """A stored version as a contract."""
    links, segments = rows_of(plan)
    return contracts.FrozenPlan(plan.show_id, plan.version, to_ms(plan.frozen_at), links, segments)


def rows_of(plan: FrozenPlan) -> tuple[list[LinkRow], list[SegmentRow]]:
    return (
        msgspec.convert(plan.body["links"], list[LinkRow]),
        msgspec.convert(plan.body["segments"], list[SegmentRow]),
    )


def changes(
    plan: FrozenPlan, links: Sequence[LinkRow], segments: Sequence[SegmentRow]
) -> list[Change]:
    """From a frozen version to these rows."""
    old_links, old_segments = rows_of(plan)
    return versions.differences(old_links, links, old_segments, segments)


def red_lights(
    phase: str,
    links: Sequence[LinkRow],
    report: ScriptReport,
    has_version: bool,
    is_draft: bool,
) -> list[Flag]:
    """What a list page shows of a show that is still being prepared; none afterwards."""
    if phase != "prepare":
        return []
    risky = sum(any(flag.level == "problem" for flag in row.risks) for row in links)
    lights = [
        (not links, "no_links", "problem", _("排品表为空")),
        (risky > 0, "risky_links", "problem", _("%(n)s 个链接有风险") % {"n": risky}),
        (not report.is_valid, "script", "problem", _("脚本未通过")),
        (not has_version, "not_frozen", "problem", _("排品表未冻结")),
        (has_version and is_draft, "draft", "warning", _("冻结后有改动")),
    ]
    return [Flag(code, level, label) for is_lit, code, level, label in lights if is_lit]  # type: ignore[arg-type]
