"""The back office is for looking, and for the installation's own administrator alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.contrib.admin import site
from django.test import Client
from django.urls import reverse

from kaibo.console.demo import seed
from kaibo.team.models import Staff

pytestmark = pytest.mark.django_db

LISTS = sorted(
    (model._meta.app_label, model._meta.model_name)
    for model in site._registry
    if model.__module__.startswith("kaibo.")
)


def test_every_list_opens_to_the_administrator_and_to_nobody_else(client: Client) -> None:
    seed(datetime(2026, 11, 22, 11, 0, tzinfo=UTC))
    paths = [reverse(f"admin:{app}_{model}_changelist") for app, model in LISTS]
    assert len(paths) > 10
    client.force_login(
        Staff.objects.get(username="admin"), "django.contrib.auth.backends.ModelBackend"
    )
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)
    client.force_login(
        Staff.objects.get(username="operator"), "django.contrib.auth.backends.ModelBackend"
    )
    assert {client.get(path).status_code for path in paths} == {403}
