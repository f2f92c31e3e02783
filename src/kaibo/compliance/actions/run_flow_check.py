"""Run the flow check and keep what it found."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kaibo.compliance.contracts import Flow
from kaibo.compliance.models import FlowCheck, FlowFinding
from kaibo.compliance.rules.flow import check
from kaibo.foundation import audit
from kaibo.team.facade import Role, Staff, require

RUNNERS = (Role.OPERATOR, Role.BRAND_MANAGER, Role.COMPLIANCE, Role.ADMIN)


@transaction.atomic
def run_flow_check(actor: Staff, flow: Flow, now: datetime) -> int:
    """The id of the stored run; raises `NotAllowed`."""
    require(actor, flow.shop_id, *RUNNERS)
    found = check(flow)
    run = FlowCheck.objects.create(
        shop_id=flow.shop_id, show_id=flow.show_id, run_by=actor, at=now, goods=len(flow.goods)
    )
    FlowFinding.objects.bulk_create(
        FlowFinding(
            run=run, code=each.code, severity=each.severity, subject=each.subject[:120],
            message=each.message[:300], link=each.link,
        )
        for each in found
    )  # fmt: skip
    audit.record(
        shop=flow.shop_id, actor=actor, action="compliance.run_flow_check",
        subject=f"flow_check:{run.pk}",
        detail={"show": flow.show_id, "goods": len(flow.goods), "findings": len(found)}, at=now,
    )  # fmt: skip
    return run.pk
