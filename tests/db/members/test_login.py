"""Guests, phone codes and how a guest becomes a buyer, on real rows."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from kaibo.foundation import tokens
from kaibo.foundation.crypto import open_sealed
from kaibo.foundation.errors import Conflict, InvalidInput, KaiboError, TooMany, Unavailable
from kaibo.foundation.models import Shop
from kaibo.members import facade, limits
from kaibo.members.contracts import CodeSent, ConsentChoice, ViewerSession
from kaibo.members.errors import CodeExpired, CodeTooSoon, CodeWrong, ConsentMissing
from kaibo.members.models import Consent, PhoneCode, Viewer
from kaibo.members.rules.consent import PURPOSES
from kaibo.members.sms.demo import DemoSms

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
PHONE = "13800138000"
YES = [ConsentChoice(p.id, p.version, True) for p in PURPOSES if p.is_required]
HERE = "192.0.2.7"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outbox(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What was sent, instead of the log."""
    sent: list[tuple[str, str]] = []
    monkeypatch.setattr(DemoSms, "send_code", lambda _, phone, code: sent.append((phone, code)))
    return sent


def guest() -> ViewerSession:
    return facade.enter_as_guest("douyin", HERE, NOW)


def send(at: datetime = NOW, phone: str = PHONE) -> CodeSent:
    return facade.send_phone_code(phone, HERE, at)


def verify(
    viewer: ViewerSession, code: str, at: datetime = NOW, choices: list[ConsentChoice] | None = None
) -> ViewerSession:
    return facade.verify_phone_code(
        viewer.viewer_id, PHONE, code, YES if choices is None else choices, HERE, at
    )


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_guest_gets_a_signed_name() -> None:
    session = guest()
    claims = tokens.verify(session.token, NOW.timestamp())
    assert (claims.subject, claims.kind, claims.name) == (
        session.viewer_id,
        "guest",
        session.nickname,
    )
    assert Viewer.objects.get(pk=session.viewer_id).first_source == "douyin"


def test_guests_of_one_address_are_limited_and_others_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "GUESTS", limits.Limit("guest", 2, timedelta(minutes=1)))
    guest(), guest()
    with pytest.raises(TooMany) as caught:
        guest()
    assert caught.value.detail["retry_after"] == 60
    assert facade.enter_as_guest("", "192.0.2.8", NOW)
    assert facade.enter_as_guest("", HERE, NOW + timedelta(minutes=1))


def test_a_new_phone_makes_the_guest_a_buyer_in_place(outbox: list[tuple[str, str]]) -> None:
    viewer = guest()
    send()
    ((phone, code),) = outbox
    buyer = verify(viewer, code)
    assert phone == PHONE
    assert (buyer.viewer_id, buyer.kind) == (viewer.viewer_id, "buyer")
    row = Viewer.objects.get(pk=buyer.viewer_id)
    assert row.phone_cipher is not None
    assert PHONE.encode() not in bytes(row.phone_cipher)
    assert open_sealed(row.phone_cipher) == PHONE
    assert facade.profile(buyer.viewer_id).phone_masked == "138****8000"


def test_a_known_phone_gives_the_buyer_it_belongs_to(outbox: list[tuple[str, str]]) -> None:
    send()
    first = verify(guest(), outbox[-1][1])
    later = NOW + timedelta(minutes=2)
    second_guest = guest()
    send(later)
    again = verify(second_guest, outbox[-1][1], later, choices=[])  # consents stand from before
    assert again.viewer_id == first.viewer_id
    assert Viewer.objects.get(pk=second_guest.viewer_id).merged_into_id == first.viewer_id


def test_a_buyer_with_another_phone_is_another_buyer(outbox: list[tuple[str, str]]) -> None:
    send()
    first = verify(guest(), outbox[-1][1])
    facade.send_phone_code("13900139000", HERE, NOW)
    other = facade.verify_phone_code(first.viewer_id, "13900139000", outbox[-1][1], YES, HERE, NOW)
    assert other.viewer_id != first.viewer_id
    assert facade.profile(first.viewer_id).phone_masked == "138****8000"


def test_a_code_is_not_stored_readable(outbox: list[tuple[str, str]]) -> None:
    send()
    row = PhoneCode.objects.get()
    assert outbox[0][1].encode() not in bytes(row.code_hash)
    assert len(bytes(row.code_hash)) == 32


def test_a_code_works_once(outbox: list[tuple[str, str]]) -> None:
    send()
    verify(guest(), outbox[0][1])
    with pytest.raises(CodeExpired):
        verify(guest(), outbox[0][1])


def test_five_wrong_attempts_use_a_code_up(outbox: list[tuple[str, str]]) -> None:
    viewer = guest()
    send()
    right = outbox[0][1]
    for left in (4, 3, 2, 1):
        with pytest.raises(CodeWrong) as caught:
            verify(viewer, other_than(right))
        assert caught.value.detail["attempts_left"] == left
    with pytest.raises(CodeExpired, match="输错次数过多"):
        verify(viewer, other_than(right))
    with pytest.raises(CodeExpired):
        verify(viewer, right)


def test_a_code_dies_after_five_minutes_and_when_a_newer_one_is_sent(
    outbox: list[tuple[str, str]],
) -> None:
    viewer = guest()
    send()
    with pytest.raises(CodeExpired):
        verify(viewer, outbox[0][1], NOW + timedelta(minutes=5))
    later = NOW + timedelta(seconds=61)
    while len(outbox) < 2 or outbox[0][1] == outbox[-1][1]:  # one in a million is equal
        send(later)
        later += timedelta(seconds=61)
    with pytest.raises(CodeWrong):
        verify(viewer, outbox[0][1], later)


def test_the_next_code_waits_a_minute_and_the_day_has_an_end() -> None:
    send()
    with pytest.raises(CodeTooSoon) as caught:
        send(NOW + timedelta(seconds=20))
    assert caught.value.detail["retry_after"] == 40
    for minute in range(1, 10):
        send(NOW + timedelta(minutes=minute))
    with pytest.raises(TooMany, match="今天"):
        send(NOW + timedelta(minutes=10))
    assert send(NOW + timedelta(days=1, minutes=1))


def test_a_message_that_was_not_sent_does_not_block_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(_: DemoSms, phone: str, code: str) -> None:
        raise Unavailable("down")

    with monkeypatch.context() as patch:
        patch.setattr(DemoSms, "send_code", broken)
        with pytest.raises(Unavailable):
            send()
    assert send()


def test_without_the_required_consents_nobody_is_stored_and_the_code_stays_good(
    outbox: list[tuple[str, str]],
) -> None:
    viewer = guest()
    send()
    with pytest.raises(ConsentMissing) as caught:
        verify(viewer, outbox[0][1], choices=YES[:1])
    assert caught.value.detail["purposes"] == ["privacy"]
    assert Viewer.objects.get(pk=viewer.viewer_id).phone_index is None
    assert verify(viewer, outbox[0][1])


def test_consents_are_kept_with_version_and_can_be_withdrawn(outbox: list[tuple[str, str]]) -> None:
    send()
    buyer = verify(guest(), outbox[0][1])
    assert [(c.purpose, c.granted) for c in facade.consent_states(buyer.viewer_id)] == [
        ("service_terms", True), ("privacy", True), ("marketing", False),
    ]  # fmt: skip
    facade.record_consent(buyer.viewer_id, [ConsentChoice("privacy", "2026-11", False)], NOW)
    assert Consent.objects.filter(viewer_id=buyer.viewer_id, purpose="privacy").count() == 2
    later = NOW + timedelta(minutes=2)
    send(later)
    with pytest.raises(ConsentMissing):  # asked again after the withdrawal
        verify(guest(), outbox[-1][1], later, choices=[])


def test_unknown_and_outdated_texts_are_refused() -> None:
    viewer = guest().viewer_id
    with pytest.raises(InvalidInput, match="horoscope"):
        facade.record_consent(viewer, [ConsentChoice("horoscope", "1", True)], NOW)
    with pytest.raises(Conflict):
        facade.record_consent(viewer, [ConsentChoice("privacy", "2020-01", True)], NOW)
    assert not Consent.objects.exists()


@pytest.mark.parametrize(
    ("shops", "is_shown"), [([], False), ([True], True), ([True, False], False), ([False], False)]
)
def test_the_page_shows_the_code_in_a_demo_only(shops: list[bool], is_shown: bool) -> None:
    for number, is_demo in enumerate(shops):
        Shop.objects.create(slug=f"s{number}", name="云禾家居", is_demo=is_demo)
    assert (send().demo_code is not None) is is_shown


@pytest.mark.django_db(transaction=True)
def test_two_phones_of_one_buyer_race_for_one_code(outbox: list[tuple[str, str]]) -> None:
    """Eight pages send the right code at once: one gets in, one buyer exists."""
    send()
    code = outbox[0][1]
    viewers = [guest() for _ in range(8)]
    outcomes = _at_once([lambda one=one: verify(one, code) for one in viewers])
    assert sum(isinstance(one, ViewerSession) for one in outcomes) == 1
    assert sum(isinstance(one, CodeExpired) for one in outcomes) == 7
    assert Viewer.objects.filter(phone_index__isnull=False).count() == 1


@pytest.mark.django_db(transaction=True)
def test_guesses_at_once_are_all_counted(outbox: list[tuple[str, str]]) -> None:
    send()
    viewer = guest()
    wrong = other_than(outbox[0][1])
    outcomes = _at_once([lambda: verify(viewer, wrong)] * 12)
    assert sum(isinstance(one, CodeWrong) for one in outcomes) == 4
    assert PhoneCode.objects.get().attempts == 5


@pytest.mark.django_db(transaction=True)
def test_impatient_taps_send_one_message(outbox: list[tuple[str, str]]) -> None:
    outcomes = _at_once([send] * 6)
    assert len(outbox) == 1
    assert sum(isinstance(one, CodeTooSoon) for one in outcomes) == 5


def _at_once(calls: list[Callable[[], object]]) -> list[object]:
    """Run the calls in threads that start together; errors are outcomes too."""
    gate = threading.Barrier(len(calls))
    outcomes: list[object] = []

    def run(call: Callable[[], object]) -> None:
        gate.wait()
        try:
            outcomes.append(call())
        except KaiboError as error:
            outcomes.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_a_forged_or_expired_token_is_nobody() -> None:
    session = guest()
    with pytest.raises(KaiboError):
        tokens.verify(session.token[:-4] + "AAAA", time.time())
    with pytest.raises(KaiboError):
        tokens.verify(session.token, session.expires_at)
