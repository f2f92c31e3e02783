"""Every standard interaction of the palette is complete: its kind takes it as it is."""

from __future__ import annotations

import pytest

from kaibo.interaction.rules.activities.registry import KINDS, kind_of
from kaibo.interaction.rules.activities.templates import TEMPLATES, Template, offered


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.key)
def test_the_kind_takes_the_template(template: Template) -> None:
    kind = kind_of(template.kind)
    rules = kind.validate_rules(template.rules)
    assert kind.validate_rules(rules) == rules  # what is stored is checked again when it is armed
    assert template.seconds <= kind.longest
    assert template.seconds or kind.open_ended


def test_every_kind_is_offered() -> None:
    assert {one["kind"] for one in offered()} == set(KINDS)
