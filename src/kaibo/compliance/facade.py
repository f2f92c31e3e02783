"""The one door of compliance."""

from __future__ import annotations

from kaibo.compliance.actions.run_flow_check import run_flow_check
from kaibo.compliance.contracts import Finding, Flow, FlowRun, Goods
from kaibo.compliance.queries import runs

__all__ = ["Finding", "Flow", "FlowRun", "Goods", "run_flow_check", "runs"]
