"""Tables of compliance, a file for each thing that is kept."""

from __future__ import annotations

from kaibo.compliance.models.conduct import ConductRules, Report, RulesAcceptance
from kaibo.compliance.models.flow import FlowCheck, FlowFinding
from kaibo.compliance.models.penalties import Appeal, Penalty
from kaibo.compliance.models.persons import HostFile, OperatorFile
from kaibo.compliance.models.rooms import BlockedAttack, Revision, RoomRules
from kaibo.compliance.models.words import ListedWord, WordList

__all__ = [
    "Appeal",
    "BlockedAttack",
    "ConductRules",
    "FlowCheck",
    "FlowFinding",
    "HostFile",
    "ListedWord",
    "OperatorFile",
    "Penalty",
    "Report",
    "Revision",
    "RoomRules",
    "RulesAcceptance",
    "WordList",
]
