"""Many reminders: eight at once and no more, each with its own outcome, none twice over a kill."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from tests.db.growth.push_service import PushService, push_service
from tests.db.growth.test_reminders import MINUTE
from tests.db.growth.world import World, person, world
from tests.factories.order_writer import test_dsn

from kaibo.foundation.errors import Unavailable
from kaibo.growth.actions.remind import AT_ONCE, collect_due, send_due
from kaibo.growth.models import PushSubscription, Reminder
from kaibo.members.sms.demo import DemoSms

MANY = 30


@pytest.fixture
def service(settings: Any) -> Iterator[PushService]:
    with push_service() as made:
        settings.PUSH_HOSTS = (made.origin,)
        yield made


def reserved(scene: World, service: PushService, many: int) -> list[str]:
    """Buyers with a browser each, who wait for the next show; the names of the browsers."""
    names = [f"phone{number}" for number in range(many)]
    for name in names:
        ask = scene.asked(person())
        ask("put", "/push", service.browser(name), status=204)
        ask("put", "/rooms/SLUG/reserve", {"show_id": scene.next_show.pk})
    return names


@pytest.mark.django_db
def test_eight_leave_at_once_and_never_more(service: PushService) -> None:
    scene = world()
    names = reserved(scene, service, 3 * AT_ONCE)
    lock, together = threading.Lock(), threading.Barrier(AT_ONCE)
    inside = [0, 0]  # now, most

    def hold() -> None:
        with lock:
            inside[0] += 1
            inside[1] = max(inside)
        together.wait(30)  # passes only when eight are here
        with lock:
            inside[0] -= 1

    service.before = hold
    now = scene.next_show.planned_start_at - 10 * MINUTE
    collect_due(now)
    assert send_due(now) == len(names)
    assert [len(service.browsers[name].got) for name in names] == [1] * len(names)
    assert inside[1] == AT_ONCE
    assert set(Reminder.objects.values_list("state", "channel")) == {("sent", "push")}


@pytest.mark.django_db
def test_each_has_its_own_outcome_and_one_that_breaks_stops_no_other(
    service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = world()
    fine, busy, gone, odd = reserved(scene, service, 4)
    service.browsers[busy].answers, service.browsers[gone].answers = [503], [410]
    texted = scene.asked(person(phone="13800001234"))
    texted("put", "/rooms/SLUG/reserve", {"show_id": scene.next_show.pk, "by_sms": True})
    asked = {"n": 0}

    def send_notice(_self: DemoSms, _phone: str, _text: str) -> None:
        asked["n"] += 1
        if asked["n"] == 1:
            raise Unavailable("短信服务忙")

    monkeypatch.setattr(DemoSms, "send_notice", send_notice)
    broken = PushSubscription.objects.order_by("id")[3]
    from kaibo.growth.actions import remind

    whole = remind.send

    def breaks(browser: dict[str, str], message: dict[str, str], ttl_s: int) -> str:
        if browser["endpoint"].endswith(odd):
            raise RuntimeError("a library's fault")
        return whole(browser, message, ttl_s)

    monkeypatch.setattr(remind, "send", breaks)
    now = scene.next_show.planned_start_at - 10 * MINUTE
    collect_due(now)
    assert send_due(now) == 5
    found = dict(Reminder.objects.values_list("reservation__viewer_id", "state"))
    phones = PushSubscription.objects.order_by("id").values_list("viewer_id", flat=True)
    states = [found[viewer] for viewer in phones]
    assert states == ["sent", "due", "none", "failed"]
    assert Reminder.objects.get(reservation__viewer_id=broken.viewer_id).why == "RuntimeError"
    assert Reminder.objects.get(channel="sms").why == "短信服务忙"
    send_due(now + MINUTE)
    assert Counter(Reminder.objects.values_list("state", flat=True)) == {
        "sent": 3, "none": 1, "failed": 1,
    }  # fmt: skip
    assert (asked["n"], len(service.browsers[fine].got)) == (2, 1)


_WORKER = """
import datetime, os, django
django.setup()
from django.conf import settings
settings.PUSH_HOSTS = (os.environ["PUSH_ORIGIN"],)
from kaibo.growth.actions.remind import send_due
send_due(datetime.datetime.fromisoformat(os.environ["NOW"]))
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_sends_nothing_twice(service: PushService) -> None:
    scene = world()
    names = reserved(scene, service, MANY)
    now = scene.next_show.planned_start_at - 10 * MINUTE
    collect_due(now)
    posts, reached, go = [0], threading.Event(), threading.Event()
    lock = threading.Lock()

    def hold() -> None:
        with lock:
            posts[0] += 1
            is_late = posts[0] > 12
        if is_late:  # eight are on the line while the worker is killed
            reached.set()
            go.wait(60)

    service.before = hold
    environment = os.environ | {
        "DATABASE_URL": test_dsn(), "DJANGO_SETTINGS_MODULE": "kaibo.console.settings",
        "PUSH_ORIGIN": service.origin, "NOW": now.isoformat(),
    }  # fmt: skip
    worker = subprocess.Popen([sys.executable, "-c", _WORKER], env=environment)
    assert reached.wait(90), "the worker sends"
    worker.kill()
    worker.wait()
    service.before = lambda: None
    go.set()
    cut_off = Reminder.objects.filter(state="sending").count()
    assert 1 <= cut_off <= AT_ONCE
    assert send_due(now + MINUTE) == Reminder.objects.filter(state="sent").count() - _first(now)
    got = [len(service.browsers[name].got) for name in names]
    assert max(got) == 1, "nobody is told twice"
    assert sum(got) >= MANY - cut_off
    assert Reminder.objects.filter(state="sent").count() == MANY - cut_off
    assert Reminder.objects.filter(state="due").count() == 0
    connection.close()


def _first(now: Any) -> int:
    """How many the killed worker had written down as sent."""
    return Reminder.objects.filter(state="sent", sent_at=now).count()
