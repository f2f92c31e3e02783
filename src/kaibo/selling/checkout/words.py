"""Sentences of a price in both languages; they are kept with the order as they were read."""

from __future__ import annotations

from collections.abc import Iterable

from kaibo.promotions.contracts import Step
from kaibo.promotions.hot import say
from kaibo.selling.checkout.contracts import Text


def texts(steps: Iterable[Step]) -> tuple[Text, ...]:
    """Each step as a sentence."""
    return tuple(
        Text(say(step, "zh"), say(step, "en"), step.code, step.promotion_id) for step in steps
    )
