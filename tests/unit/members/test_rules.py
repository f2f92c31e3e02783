"""Decisions of members: phones, codes, nicknames, addresses, consents."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaibo.foundation.errors import InvalidInput
from kaibo.members.contracts import AddressFields, ConsentChoice
from kaibo.members.fields.address import PROVINCES, check_address, check_province
from kaibo.members.fields.nickname import check_nickname, guest_nickname
from kaibo.members.fields.phone import mask_phone, normalize_phone
from kaibo.members.rules import code, consent
from kaibo.members.rules.text import one_line

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
GOOD = AddressFields("张三", "138 0013 8000", "浙江", "杭州市", "余杭区", "文一西路 969 号 3 幢")

mobiles = st.from_regex(r"\A1[3-9][0-9]{9}\Z")
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@given(
    mobiles,
    st.sampled_from(["", "+86", "0086", "86", "+86 ", " +86-"]),
    st.sampled_from(["", " ", "-", "\t", "\u2011", "\u3000", "."]),
    st.booleans(),
)
def test_every_way_to_write_a_number_gives_the_same(
    phone: str, prefix: str, gap: str, is_wide: bool
) -> None:
    written = prefix + gap.join([phone[:3], phone[3:7], phone[7:]])
    assert normalize_phone(written.translate(_WIDE) if is_wide else written) == phone


def _normalized(text: str) -> tuple[str, str]:
    try:
        return normalize_phone(text), ""
    except InvalidInput as error:
        return "", error.message


@given(st.text(max_size=40))
def test_whatever_is_typed_becomes_a_mobile_number_or_a_hint(text: str) -> None:
    phone, hint = _normalized(text)
    assert (phone == "") == (hint != "")
    if phone:
        assert normalize_phone(phone) == phone
        assert len(phone) == 11
        assert phone.isascii()
        assert phone.isdigit()


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("", "请填写手机号"),
        ("1380013800", "现在是 10 位"),
        ("138001380000", "现在是 12 位"),
        ("12800138000", "前三位"),
        ("1380013800x", "只能是数字"),
        ("138００13800²2", "现在是 12 位"),
    ],
)
def test_the_hint_fits_the_mistake(typed: str, hint: str) -> None:
    with pytest.raises(InvalidInput, match=hint):
        normalize_phone(typed)


@given(mobiles)
def test_a_masked_phone_hides_four_digits(phone: str) -> None:
    assert mask_phone(phone) == f"{phone[:3]}****{phone[7:]}"


def test_a_code_is_judged_by_age_use_and_attempts() -> None:
    fresh = code.CodeState(NOW + timedelta(minutes=5), 0, is_used=False)
    assert code.judge(fresh, True, NOW) == "right"
    assert code.judge(fresh, False, NOW) == "wrong"
    assert code.judge(None, True, NOW) == "expired"
    assert code.judge(fresh, True, NOW + timedelta(minutes=5)) == "expired"
    assert code.judge(replace(fresh, attempts=4), True, NOW) == "right"
    assert code.judge(replace(fresh, attempts=5), True, NOW) == "expired"
    assert code.judge(replace(fresh, is_used=True), True, NOW) == "expired"


@pytest.mark.parametrize(
    ("age_ms", "wait"), [(0, 60), (1, 60), (1000, 59), (59_999, 1), (60_000, 0)]
)
def test_resend_waits_sixty_seconds(age_ms: int, wait: int) -> None:
    assert code.seconds_to_wait(NOW - timedelta(milliseconds=age_ms), NOW) == wait


def test_codes_are_six_digits() -> None:
    made = {code.make_code() for _ in range(300)}
    assert all(len(one) == 6 and one.isdigit() for one in made)
    assert len(made) > 250


@pytest.mark.parametrize(
    "name", ["官方客服", "主 播 小云", "ＡＤＭＩＮ", "", "一", "很" * 17, "\u200b\u200b"]
)
def test_names_that_mislead_or_do_not_fit_are_refused(name: str) -> None:
    with pytest.raises(InvalidInput):
        check_nickname(name)


def test_a_name_is_one_visible_line() -> None:
    assert check_nickname("  阿月\n同学\u202e ") == "阿月 同学"
    assert check_nickname(guest_nickname())


@given(st.text(max_size=60))
def test_one_line_is_stable_and_clean(text: str) -> None:
    line = one_line(text)
    assert "\n" not in line
    assert "\x00" not in line
    assert one_line(line) == line


def test_an_address_is_trimmed_and_completed() -> None:
    assert check_address(GOOD) == replace(GOOD, phone="13800138000", province="浙江省")
    city = check_address(replace(GOOD, province="上海", city="", district="浦东新区"))
    assert (city.province, city.city) == ("上海市", "上海市")


def test_short_names_and_cities_without_districts_are_completed() -> None:
    short = check_address(replace(GOOD, city="杭州", district="余杭"))
    assert (short.city, short.district) == ("杭州市", "余杭区")
    lone = check_address(replace(GOOD, province="河南", city="济源市", district="济源市"))
    assert (lone.city, lone.district) == ("济源市", "")


@pytest.mark.parametrize("name", PROVINCES)
def test_every_province_is_found_by_its_full_name(name: str) -> None:
    assert check_province(name) == name


@pytest.mark.parametrize(
    ("field", "value", "hint"),
    [
        ("name", " ", "请填写收货人姓名"),
        ("name", "长" * 26, "最多 25 个字"),
        ("phone", "123", "11 位"),
        ("province", "火星省", "火星省"),
        ("province", "", "请选择省份"),
        ("city", "", "请选择城市"),
        ("city", "苏州市", "浙江省没有“苏州市”"),
        ("district", "", "请选择杭州市的区/县"),
        ("district", "鼓楼区", "杭州市没有“鼓楼区”，请从列表中选择，例如上城区"),
        ("street", "3 号", "至少 4 个字"),
        ("street", "12345", "不能只有数字"),
        ("street", "路" * 121, "最多 120 个字"),
    ],
)
def test_a_wrong_field_is_named(field: str, value: str, hint: str) -> None:
    with pytest.raises(InvalidInput, match=hint) as caught:
        check_address(replace(GOOD, **{field: value}))
    assert caught.value.detail["field"] == field


def test_required_purposes_need_a_yes_to_the_text_in_force() -> None:
    yes = [ConsentChoice(p.id, p.version, True) for p in consent.PURPOSES if p.is_required]
    assert consent.missing([], yes) == []
    assert consent.missing([], []) == ["service_terms", "privacy"]
    assert consent.missing([], [yes[0], replace(yes[1], granted=False)]) == ["privacy"]
    stands = [(choice.purpose, choice.text_version) for choice in yes]
    assert consent.missing(stands, []) == []
    assert consent.missing(stands, [replace(yes[0], granted=False)]) == ["service_terms"]
    assert consent.missing([("service_terms", "2020-01"), stands[1]], []) == ["service_terms"]


def test_nothing_optional_is_required() -> None:
    assert [p.id for p in consent.PURPOSES if not p.is_required] == ["marketing"]
