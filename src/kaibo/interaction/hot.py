"""What the live processes may use of interaction. Django-free."""

from __future__ import annotations

from kaibo.interaction.rules import comments
from kaibo.interaction.rules.comments import Refusal, Speaker
from kaibo.interaction.rules.limits import Bucket, Rate

__all__ = ["Bucket", "Rate", "Refusal", "Speaker", "comments"]
