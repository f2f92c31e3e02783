"""Stored runs of the flow check."""

from __future__ import annotations

from kaibo.compliance.contracts import Finding, FlowRun
from kaibo.compliance.models import FlowCheck

PAGE = 20


def runs(shop_id: int, show_id: int | None = None) -> list[FlowRun]:
    """Newest first with their findings; two queries."""
    rows = FlowCheck.objects.filter(shop_id=shop_id)
    if show_id is not None:
        rows = rows.filter(show_id=show_id)
    found = rows.select_related("run_by").prefetch_related("findings").order_by("-id")[:PAGE]
    return [_run(each) for each in found]


def _run(row: FlowCheck) -> FlowRun:
    findings = sorted(row.findings.all(), key=lambda each: each.pk)
    return FlowRun(
        row.pk, row.show_id, str(row.run_by), row.at, row.goods,
        [Finding(f.code, f.severity, f.subject, f.message, f.link) for f in findings],
    )  # fmt: skip
