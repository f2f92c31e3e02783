"""What the live processes may use of interaction. Django-free."""

from __future__ import annotations

from kaibo.interaction.rules import comments
from kaibo.interaction.rules.comments import Refusal, Speaker
from kaibo.interaction.rules.limits import Bucket, Rate
from kaibo.interaction.rules.phrases import Answering, Rule, fill
from kaibo.interaction.rules.questions import Groups, link_of
from kaibo.interaction.rules.tags import Tagged, classify

__all__ = [
    "Answering", "Bucket", "Groups", "Rate", "Refusal", "Rule", "Speaker", "Tagged", "classify",
    "comments", "fill", "link_of",
]  # fmt: skip
