"""The one door of compliance: the flow check, words, penalties, conduct, who operates a room."""

from __future__ import annotations

from kaibo.compliance.actions.appeal import appeal, decide_appeal
from kaibo.compliance.actions.change_words import (
    import_words,
    put_words,
    remove_words,
    use_system_words,
)
from kaibo.compliance.actions.conduct import accept_rules, handle_report, publish_rules, report
from kaibo.compliance.actions.penalize import JUDGES, penalize, revoke
from kaibo.compliance.actions.persons import remove_host, save_host, save_operator
from kaibo.compliance.actions.run_flow_check import run_flow_check
from kaibo.compliance.actions.set_room_order import set_room_order
from kaibo.compliance.contracts import (
    AppealCard,
    Charge,
    Finding,
    Flow,
    FlowRun,
    Goods,
    PenaltyCard,
    ReportCard,
    RulesCard,
    Told,
)
from kaibo.compliance.matcher.system import write_words
from kaibo.compliance.queries.conduct import (
    current_rules,
    has_accepted,
    reports,
    reports_by,
    rules,
)
from kaibo.compliance.queries.flow import runs
from kaibo.compliance.queries.order import (
    AttackCard,
    HostCard,
    OperatorCard,
    WordCard,
    attacks,
    hosts,
    operator,
    own_words,
    room_order,
    uses_system,
    words,
    words_in_force,
)
from kaibo.compliance.queries.penalties import log, next_step, of_viewer, penalty, points_of
from kaibo.compliance.rules.ladder import Sentence
from kaibo.compliance.rules.room import RoomOrder

__all__ = [
    "JUDGES", "AppealCard", "AttackCard", "Charge", "Finding", "Flow", "FlowRun", "Goods",
    "HostCard", "OperatorCard", "PenaltyCard", "ReportCard", "RoomOrder", "RulesCard", "Sentence",
    "Told", "WordCard", "accept_rules", "appeal", "attacks", "current_rules", "decide_appeal",
    "handle_report", "has_accepted", "hosts", "import_words", "log", "next_step", "of_viewer",
    "operator", "own_words", "penalize", "penalty", "points_of", "publish_rules",
    "put_words", "remove_host", "remove_words", "report", "reports", "reports_by", "revoke",
    "room_order", "rules",
    "run_flow_check", "runs", "save_host", "save_operator", "set_room_order", "use_system_words",
    "uses_system", "words", "words_in_force", "write_words",
]  # fmt: skip
