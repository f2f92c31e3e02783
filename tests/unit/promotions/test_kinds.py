"""Each kind of promotion with a sum done by hand. Prices in minor units (分)."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.unit.promotions.stage import HOUR, NOW, cart, price, promo

from kaibo.promotions.contracts import (
    Audience,
    BundleTerms,
    BuyGetTerms,
    CreditTerms,
    FreeShippingTerms,
    GiftItem,
    GiftTerms,
    HeldCoupon,
    OffTerms,
    PointsTerms,
    RedPacketTerms,
    Scope,
    ShippingFeeTerms,
    SpendSaveTerms,
    Tier,
    UnitTerms,
    Zone,
)

SAVE_300_40 = SpendSaveTerms((Tier(30_000, 4_000),), repeats=True)


def off(priced, promotion_id: int) -> int:
    """What one promotion took off all lines."""
    return sum(
        d.amount for ln in priced.lines for d in ln.discounts if d.promotion_id == promotion_id
    )


# Unit prices --------------------------------------------------------------------------------


@pytest.mark.capability("PROM-05")
def test_flash_price_for_two_units_a_buyer() -> None:
    """限时抢购: 129 → 99, two per buyer, one bought before: 1 × 99 + 2 × 129 = 357."""
    flash = promo(1, "flash_price", UnitTerms({1: 9_900}), per_user_limit=2)
    priced = price(cart((12_900, 3)), flash, uses={1: 1})
    assert priced.pay_amount == 35_700
    assert priced.uses[0].quantity == 1


def test_the_lowest_of_room_newcomer_and_member_price_is_the_tag() -> None:
    """直播间价 89, 会员 95 折 = 94.05, 新人价 79."""
    room = promo(1, "room_price", UnitTerms({1: 8_900}))
    member = promo(2, "member_price", UnitTerms(off_bp=500), audience=Audience(min_level=1))
    new = promo(3, "newcomer_price", UnitTerms({1: 7_900}), audience=Audience(newcomers_only=True))
    some = cart((9_900, 1))
    assert price(some, room, member, new).pay_amount == 8_900
    assert price(some, member, new, member_level=1).pay_amount == 9_405
    assert price(some, room, member, new, is_newcomer=True).pay_amount == 7_900


def test_a_flash_price_stops_where_its_budget_ends() -> None:
    """Budget 70 yuan, 30 saved per unit: two units."""
    flash = promo(1, "flash_price", UnitTerms({1: 9_900}), budget_left=7_000)
    assert price(cart((12_900, 3)), flash).discount_amount == 6_000


def test_times_are_half_open() -> None:
    flash = UnitTerms({1: 100})
    begins = promo(1, "flash_price", flash, starts_at=NOW, ends_at=NOW + HOUR)
    over = promo(2, "flash_price", flash, starts_at=NOW - HOUR, ends_at=NOW)
    assert price(cart((200, 1)), begins).pay_amount == 100
    priced = price(cart((200, 1)), over)
    assert (priced.pay_amount, priced.skipped[0].code) == (200, "ended")


# Sets ---------------------------------------------------------------------------------------


def test_second_at_half_price() -> None:
    """第二件半价: 3 × 59.90: 59.90 + 29.95 + 59.90 = 149.75."""
    half = promo(1, "buy_get", BuyGetTerms(1, 1, 5_000))
    assert price(cart((5_990, 3)), half).pay_amount == 14_975


def test_half_of_an_odd_price_is_rounded_for_the_buyer() -> None:
    """9.99 + 4.99."""
    half = promo(1, "buy_get", BuyGetTerms(1, 1, 5_000))
    assert price(cart((999, 2)), half).pay_amount == 1_498


def test_buy_two_get_one_across_products() -> None:
    """买二送一 of 100, 80, 60, 50, 40, 30: rows (100, 80, 60) and (50, 40, 30): 90 free."""
    third = promo(1, "buy_get", BuyGetTerms(2, 1, same_sku=False))
    some = cart((10_000, 1), (8_000, 1), (6_000, 1), (5_000, 1), (4_000, 1), (3_000, 1))
    assert price(some, third).discount_amount == 9_000


def test_buy_two_get_one_needs_three_of_one_sku() -> None:
    third = promo(1, "buy_get", BuyGetTerms(2, 1))
    assert price(cart((10_000, 2), (8_000, 2)), third).discount_amount == 0
    assert price(cart((10_000, 2), (8_000, 3)), third).discount_amount == 8_000


def test_the_saving_of_a_set_is_shared_by_its_units() -> None:
    """买一送一 of 60 and 40: each pays in proportion, 36 and 24, so no unit is 'the free one'."""
    one = promo(1, "buy_get", BuyGetTerms(1, 1, same_sku=False))
    assert [line.paid for line in price(cart((6_000, 1), (4_000, 1)), one).lines] == [3_600, 2_400]


@pytest.mark.capability("PROM-07")
def test_any_three_for_99() -> None:
    """99 元任选 3 件 of 49, 45, 39, 35: the dearest three cost 99, the fourth 35."""
    three = promo(1, "bundle_price", BundleTerms(9_900, n=3))
    some = cart((4_900, 1), (4_500, 1), (3_900, 1), (3_500, 1))
    assert price(some, three).pay_amount == 13_400


@pytest.mark.capability("PROM-07")
def test_a_named_set_for_one_price() -> None:
    """锅 199 + 铲 2 × 29 = 257, as a set 219; a second pan has no second pair of spatulas."""
    kit = promo(1, "bundle_price", BundleTerms(21_900, units={1: 1, 2: 2}))
    assert price(cart((19_900, 2), (2_900, 3)), kit).pay_amount == 21_900 + 19_900 + 2_900


def test_a_set_that_is_dearer_than_its_units_is_not_used() -> None:
    three = promo(1, "bundle_price", BundleTerms(9_900, n=3))
    assert price(cart((3_000, 3)), three).pay_amount == 9_000


# Reductions and coupons ---------------------------------------------------------------------


@pytest.mark.capability("PROM-06")
def test_every_300_saves_40_and_a_coupon() -> None:
    """跨店满减每满 300 减 40 + 满 500 减 50 券: 620 − 80 − 50 = 490; both count from 620."""
    save = promo(1, "spend_save", SAVE_300_40, name="跨店满减")
    coupon = promo(2, "amount_coupon", OffTerms(5_000, threshold=50_000), name="满500减50")
    priced = price(cart((22_000, 1), (40_000, 1)), save, coupon)
    assert priced.pay_amount == 49_000
    assert priced.coupon_claim_ids == (102,)
    # 130 in proportion 22:40, each step for itself: 28.39 + 17.74 and 51.61 + 32.26
    assert [line.discount for line in priced.lines] == [4_613, 8_387]


@pytest.mark.capability("PROM-06")
def test_the_highest_tier_reached_counts_once() -> None:
    """满 200 减 20、满 400 减 60: 450 pays 390; 399.99 pays 379.99."""
    tiers = promo(1, "spend_save", SpendSaveTerms((Tier(20_000, 2_000), Tier(40_000, 6_000))))
    assert price(cart((45_000, 1)), tiers).pay_amount == 39_000
    assert price(cart((39_999, 1)), tiers).pay_amount == 37_999


def test_every_300_stops_at_its_cap() -> None:
    terms = SpendSaveTerms((Tier(30_000, 4_000),), repeats=True, max_off=10_000)
    assert price(cart((100_000, 1)), promo(1, "spend_save", terms)).discount_amount == 10_000


def test_three_pieces_at_eighty_percent() -> None:
    """满 3 件 8 折: 3 × 33.33 = 99.99, 79.99 to pay."""
    terms = SpendSaveTerms((Tier(3, off_bp=2_000),), counts="units")
    assert price(cart((3_333, 3)), promo(1, "spend_save", terms)).pay_amount == 7_999
    assert price(cart((3_333, 2)), promo(1, "spend_save", terms)).pay_amount == 6_666


@pytest.mark.capability("PROM-04")
def test_coupons_of_different_amounts_by_group() -> None:
    """老客 10 元, 金卡 30 元: a gold member holding both saves 30 and keeps the other coupon."""
    old = promo(1, "amount_coupon", OffTerms(1_000), audience=Audience(tags=("老客",)))
    gold = promo(2, "amount_coupon", OffTerms(3_000), audience=Audience(min_level=3))
    some = cart((10_000, 1))
    best = price(some, old, gold, tags=frozenset({"老客"}), member_level=3)
    assert (best.pay_amount, best.coupon_claim_ids) == (7_000, (102,))
    plain = price(some, old, gold, tags=frozenset({"老客"}))
    assert (plain.pay_amount, plain.coupon_claim_ids) == (9_000, (101,))
    assert [step.code for step in plain.skipped] == ["not_for_you"]


def test_a_percentage_coupon_stops_at_its_cap() -> None:
    """85 折封顶 50: 200 saves 30, 1000 saves 50."""
    coupon = promo(1, "percent_coupon", OffTerms(off_bp=1_500, max_off=5_000))
    assert price(cart((20_000, 1)), coupon).discount_amount == 3_000
    assert price(cart((100_000, 1)), coupon).discount_amount == 5_000


def test_the_coupon_that_expires_first_is_spent() -> None:
    coupon = promo(1, "amount_coupon", OffTerms(100))
    held = tuple(
        HeldCoupon(n, 1, at)
        for n, at in [(5, None), (6, NOW + 2 * HOUR), (7, NOW + HOUR), (8, NOW)]
    )
    assert price(cart((900, 1)), coupon, coupons=held).coupon_claim_ids == (7,)


def test_only_the_coupons_the_buyer_chose() -> None:
    small, big = promo(1, "amount_coupon", OffTerms(100)), promo(2, "amount_coupon", OffTerms(300))
    priced = price(cart((900, 1), coupon_claim_ids=(101,)), small, big)
    assert (priced.pay_amount, priced.coupon_claim_ids) == (800, (101,))
    assert price(cart((900, 1), coupon_claim_ids=()), small, big).pay_amount == 900


def test_a_coupon_that_saves_nothing_more_is_kept() -> None:
    """The reduction takes all 30; the coupon stays with the buyer."""
    all_ = promo(1, "amount_off", OffTerms(3_000))
    coupon = promo(2, "amount_coupon", OffTerms(1_000))
    priced = price(cart((3_000, 1)), all_, coupon)
    assert (priced.pay_amount, priced.coupon_claim_ids) == (0, ())


def test_a_newcomer_saves_an_amount() -> None:
    new = promo(1, "amount_off", OffTerms(1_500), audience=Audience(newcomers_only=True))
    assert price(cart((5_000, 1)), new, is_newcomer=True).pay_amount == 3_500
    assert price(cart((5_000, 1)), new).pay_amount == 5_000


# Stacking -----------------------------------------------------------------------------------


def test_one_of_a_group_the_best_and_all_groups_together() -> None:
    """店铺 40 or 30 (one group), 平台 20 (another): 60 off."""
    shop40 = promo(1, "amount_off", OffTerms(4_000), stack_group="店铺")
    shop30 = promo(2, "amount_off", OffTerms(3_000), stack_group="店铺", priority=9)
    site20 = promo(3, "amount_off", OffTerms(2_000), stack_group="平台")
    priced = price(cart((20_000, 1)), shop40, shop30, site20)
    assert priced.discount_amount == 6_000
    assert {use.promotion_id for use in priced.uses} == {1, 3}


def test_equal_savings_go_to_the_priority_then_to_the_older() -> None:
    some = [promo(n, "amount_off", OffTerms(500), priority=p) for n, p in [(1, 0), (2, 5), (3, 5)]]
    assert price(cart((2_000, 1)), *some).uses[0].promotion_id == 2


def test_the_half_price_gives_way_when_it_would_break_the_threshold() -> None:
    """第二件半价 saves 10 of 310 and would end 满 300 减 40: the reduction alone is better."""
    half = promo(1, "buy_get", BuyGetTerms(1, 1, 5_000), scope=Scope(sku_ids=(1,)))
    save = promo(2, "spend_save", SpendSaveTerms((Tier(30_000, 4_000),)))
    priced = price(cart((2_200, 2), (26_000, 1)), half, save)
    assert priced.pay_amount == 30_400 - 4_000
    assert [step.code for step in priced.skipped] == ["not_better"]


def test_an_exclusive_flash_price_keeps_its_line_out_of_everything() -> None:
    """秒杀 (exclusive) 59 instead of 99; the reduction counts the other 250 only: none of 300."""
    flash = promo(1, "flash_price", UnitTerms({1: 5_900}), is_exclusive=True)
    save = promo(2, "spend_save", SpendSaveTerms((Tier(30_000, 3_000),)))
    priced = price(cart((9_900, 1), (25_000, 1)), flash, save)
    assert priced.pay_amount == 5_900 + 25_000
    assert price(cart((9_900, 1), (30_000, 1)), flash, save).pay_amount == 5_900 + 27_000


def test_an_exclusive_coupon_wins_only_when_it_saves_more_alone() -> None:
    alone = promo(1, "amount_coupon", OffTerms(5_000), is_exclusive=True)
    save = promo(2, "amount_off", OffTerms(3_000))
    more = promo(3, "amount_off", OffTerms(2_500), stack_group="平台")
    assert price(cart((20_000, 1)), alone, save).pay_amount == 15_000
    both = price(cart((20_000, 1)), alone, save, more)
    assert (both.pay_amount, both.coupon_claim_ids) == (14_500, ())


def test_two_exclusive_coupons_of_one_group_are_not_used_together() -> None:
    one = promo(1, "amount_coupon", OffTerms(500), is_exclusive=True, scope=Scope(sku_ids=(1,)))
    two = promo(2, "amount_coupon", OffTerms(700), is_exclusive=True, scope=Scope(sku_ids=(2,)))
    assert price(cart((2_000, 1), (2_000, 1)), one, two).discount_amount == 700


def test_a_promotion_whose_budget_is_too_small_does_not_apply() -> None:
    save = promo(1, "amount_off", OffTerms(4_000), budget_left=3_999)
    priced = price(cart((20_000, 1)), save)
    assert (priced.discount_amount, priced.skipped[0].code) == (0, "budget_spent")


def test_campaign_and_buyer_limits() -> None:
    terms = OffTerms(100)
    assert price(cart((900, 1)), promo(1, "amount_off", terms, uses_left=0)).pay_amount == 900
    mine = promo(1, "amount_off", terms, per_user_limit=2)
    assert price(cart((900, 1)), mine, uses={1: 1}).pay_amount == 800
    assert price(cart((900, 1)), mine, uses={1: 2}).skipped[0].code == "limit_reached"


# Gifts, tender, shipping --------------------------------------------------------------------


def test_gifts_from_an_amount_on() -> None:
    """满 199 送帆布袋，每满送一次，最多两次."""
    terms = GiftTerms((GiftItem(90, 91, 1, 1_900),), 19_900, repeats=True, max_times=2)
    gift = promo(1, "gift", terms)
    assert price(cart((19_899, 1)), gift).gifts == ()
    assert price(cart((19_900, 1)), gift).gifts[0].quantity == 1
    assert price(cart((99_900, 1)), gift).gifts[0].quantity == 2
    assert price(cart((99_900, 1), gifts_left={90: 1}), gift).gifts[0].quantity == 1
    gone = price(cart((99_900, 1), gifts_left={90: 0}), gift)
    assert (gone.gifts, gone.skipped[0].code) == ((), "gift_gone")


def test_red_packet_points_and_credit_pay_in_this_order() -> None:
    """100 − 20 券 = 80; 红包 5; 积分 at most 10 % of 75 = 7.50; 余额 30; 运费 6: 43.50."""
    some = cart((10_000, 1), points_wanted=None, credit_wanted=3_000)
    priced = price(
        some,
        promo(1, "amount_coupon", OffTerms(2_000)),
        promo(2, "redpacket", RedPacketTerms()),
        promo(3, "points", PointsTerms(2, max_share_bp=1_000)),
        promo(4, "credit", CreditTerms()),
        promo(5, "shipping_fee", ShippingFeeTerms((Zone(600),))),
        redpacket=500,
        points=9_999,
        credit=50_000,
    )
    assert (priced.redpacket_amount, priced.points_amount, priced.points_used) == (500, 750, 1_500)
    assert (priced.credit_amount, priced.shipping_amount) == (3_000, 600)
    assert priced.pay_amount == 8_000 - 500 - 750 - 3_000 + 600
    assert priced.lines[0].paid + priced.shipping_amount - priced.shipping_credit == 4_350


def test_shipping_by_weight_and_province() -> None:
    """2 × 500 g inside 1 kg: 6; 3 × 500 g: 6 + 4; 新疆 15 + 12."""
    terms = ShippingFeeTerms(
        (Zone(600, 1_000, 400, 500), Zone(1_500, 1_000, 1_200, 1_000, ("新疆",)))
    )
    fee = promo(1, "shipping_fee", terms)
    assert price(cart((1_000, 2), province="浙江"), fee).shipping_amount == 600
    assert price(cart((1_000, 3), province="浙江"), fee).shipping_amount == 1_000
    assert price(cart((1_000, 3), province="新疆"), fee).shipping_amount == 2_700


def test_a_coupon_does_not_cost_the_free_shipping() -> None:
    """满 99 包邮 looks at the tags: 100 with a coupon of 10 still ships free, 新疆 does not."""
    fee = promo(1, "shipping_fee", ShippingFeeTerms((Zone(800),)))
    free = promo(2, "free_shipping", FreeShippingTerms(9_900, except_provinces=("新疆",)))
    coupon = promo(3, "amount_coupon", OffTerms(1_000))
    near = price(cart((10_000, 1), province="浙江"), fee, free, coupon)
    assert (near.shipping_amount, near.shipping_discount, near.pay_amount) == (0, 800, 9_000)
    assert price(cart((10_000, 1), province="新疆"), fee, free).shipping_amount == 800
    assert price(cart((9_899, 1), province="浙江"), fee, free).hints[0].params["missing"] == 1


# Words --------------------------------------------------------------------------------------


@pytest.mark.capability("PROM-06")
def test_the_hint_says_what_a_little_more_brings() -> None:
    """凑单: 270 with 满 300 减 40: 差 30 元可再减 40; with 200-20 reached, 20 more."""
    tiers = SpendSaveTerms((Tier(20_000, 2_000), Tier(30_000, 4_000)))
    hint = price(cart((27_000, 1)), promo(1, "spend_save", tiers)).hints[0]
    assert (hint.code, hint.params["missing"], hint.params["extra"]) == ("hint_save", 3_000, 2_000)


def test_other_shows_products_and_exceptions_are_out_of_scope() -> None:
    terms = OffTerms(100)
    other = promo(1, "amount_off", terms, show_id=4)
    assert price(cart((900, 1), show_id=3), other).skipped[0].code == "other_show"
    assert price(cart((900, 1), show_id=4), other).pay_amount == 800
    without = promo(2, "amount_off", terms, scope=Scope(all=True, except_product_ids=(1,)))
    assert price(cart((900, 1)), without).skipped[0].code == "out_of_scope"


@pytest.mark.parametrize(
    ("lines", "said"),
    [(((100, 0),), "at least 1"), (((-1, 1),), "not negative"), (((1, 10_001),), "units")],
)
def test_a_cart_that_makes_no_sense_is_refused(
    lines: tuple[tuple[int, int], ...], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        price(cart(*lines))


def test_expired_claims_are_no_coupons() -> None:
    coupon = promo(1, "amount_coupon", OffTerms(100))
    held = (HeldCoupon(1, 1, NOW - dt.timedelta(seconds=1)),)
    assert price(cart((900, 1)), coupon, coupons=held).skipped[0].code == "no_coupon"
