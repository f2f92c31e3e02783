"""Whether people find what they mean: labelled queries, each expecting a product in the top 3."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.catalog.goods import DOCS, ID

from kaibo.catalog.search.index import WAYS, Doc, Index
from kaibo.catalog.search.synonyms import COMMON
from kaibo.catalog.search.text import plain, sound

OWN = (("踩屎感", "云朵"), ("四件套", "床品套装"))
INDEX = Index(DOCS, [*COMMON, *OWN])

CASES = {
    "Chinese": [
        ("毛巾", "TOWEL"), ("四件套", "SHEET4"), ("空气炸锅", "FRYER"), ("防晒衣", "SUNWEAR"),
        ("猫砂", "LITTER"), ("蓝牙耳机", "EARBUD"), ("保温杯", "THERMOS"), ("脐橙", "ORANGE"),
        ("螺蛳粉", "NOODLE"), ("电动牙刷", "TOOTH"),
    ],
    "two words": [
        ("纯棉 袜", "SOCK"), ("氨基酸 洗发水", "SHAMPOO"), ("送长辈 茶", "TEA"),
        ("云禾 口红", "LIPSTICK"), ("通勤 雨伞", "UMBRELLA"),
    ],
    "full pinyin": [
        ("maojin", "TOWEL"), ("kongqizhaguo", "FRYER"), ("baowenbei", "THERMOS"),
        ("dianfanbao", "RICE"), ("fangshaiyi", "SUNWEAR"),
        ("luosifen", "NOODLE"), ("chongdianbao", "POWER"), ("maoliang", "CATFOOD"),
        ("dahongpao", "TEA"),
    ],
    "initials": [
        ("xxjr", "BEAR"),
        ("kqzg", "FRYER"), ("crmmj", "TOWEL"), ("bwb", "THERMOS"),
        ("ddys", "TOOTH"), ("csb", "QUILT"), ("nscmz", None),
        ("nzk", "JEANS"),
    ],
    "half typed": [("shouna", "BOX66"), ("maoj", "TOWEL"), ("洗衣凝", "LAUNDRY"),
        ("xiyin", "LAUNDRY"),
    ],
    "same sound": [
        ("毛金", "TOWEL"), ("保温悲", "THERMOS"), ("空气诈锅", "FRYER"), ("猫沙", "LITTER"),
        ("牙高", "PASTE"),
    ],
    "slip in Chinese": [
        ("空气炸祸锅", "FRYER"), ("全棉四件套", "SHEET4"), ("不锈钢温杯", "THERMOS"),
        ("电动牙膏刷", "TOOTH"), ("洗衣凝胶珠", "LAUNDRY"), ("防嗮衣", "SUNWEAR"),
    ],
    "slip in pinyin": [
        ("baowenbie", "THERMOS"), ("kongqizaguo", "FRYER"),
        ("chongdainbao", "POWER"), ("lanyaerj", "EARBUD"), ("dianfangbao", "RICE"),
    ],
    "codes": [
        ("YH-TENT", "TENT"), ("yh-fryer-01", "FRYER"),
        ("catfood", "CATFOOD"), ("BOX66", "BOX66"),
    ],
    "synonyms": [
        ("移动电源", "POWER"), ("番茄", "TOMATO"), ("马铃薯", "POTATO"), ("体恤", "TEE"),
        ("洁面", "CLEANSER"), ("墩布", "MOP"), ("云朵拖鞋", "SLIPPER"), ("床品套装", "SHEET4"),
    ],
    "category, need, attribute": [
        ("露营", "TENT"), ("送男友", "RAZOR"), ("豆沙", "LIPSTICK"), ("锅具", "PAN28"),
        ("养宠", "LITTER"),
    ],
    "another order": [
        ("毛巾长绒棉三条", "TOWEL"), ("湿巾婴儿手口", "WIPES"), ("护颈乳胶枕头", "PILLOW"),
    ],
}  # fmt: skip
LABELLED = [(kind, query, code) for kind, cases in CASES.items() for query, code in cases if code]


@pytest.mark.capability("PERS-11")
@pytest.mark.parametrize(("kind", "query", "code"), LABELLED)
def test_the_wanted_product_is_among_the_first_three(kind: str, query: str, code: str) -> None:
    top = [hit.product_id for hit in INDEX.search(query)[:3]]
    assert ID[code] in top, (kind, query, [DOCS[one - 1].name for one in top])


def test_recall_of_the_labelled_queries(capsys: pytest.CaptureFixture[str]) -> None:
    """Prints recall by kind of query; most are found in the first place."""
    firsts = 0
    with capsys.disabled():
        for kind in CASES:
            cases = [(query, code) for one, query, code in LABELLED if one == kind]
            tops = [[hit.product_id for hit in INDEX.search(query)[:3]] for query, _code in cases]
            found = sum(ID[code] in top for (_q, code), top in zip(cases, tops, strict=True))
            firsts += sum(ID[code] in top[:1] for (_q, code), top in zip(cases, tops, strict=True))
            print(f"\n  {kind}: {found}/{len(cases)} in the top 3", end="")  # noqa: T201
        print(f"\n  first place: {firsts}/{len(LABELLED)}")  # noqa: T201
    assert len(LABELLED) >= 40
    assert firsts >= 0.85 * len(LABELLED)


@pytest.mark.parametrize("query", ["", "  ，", "zzzz", "完全没有的东西", "q", "%%%", "\x00"])
def test_what_nobody_sells_is_not_found(query: str) -> None:
    assert INDEX.search(query) == []


def test_what_was_typed_beats_what_sounds_alike_and_sales_break_ties() -> None:
    docs = [
        Doc(1, "毛巾架", ("A1",), sold=1),
        Doc(2, "毛巾", ("A2",)),
        Doc(3, "浴室毛巾挂", ("A3",), sold=50),
        Doc(4, "贸锦布", ("A4",)),
        Doc(5, "毛巾杆", ("A5",), sold=9),
    ]
    hits = Index(docs).search("毛巾")
    assert [hit.product_id for hit in hits] == [2, 5, 1, 3, 4]
    assert [hit.way for hit in hits] == ["name", "starts", "starts", "inside", "alike"]


def test_a_search_among_some_products_gives_only_those() -> None:
    only = {ID["FRYER"], ID["PAN28"]}
    assert {hit.product_id for hit in INDEX.search("锅", among=only)} == only
    assert INDEX.search("毛巾", among=only) == []


def test_the_ways_are_listed_in_the_order_of_their_worth() -> None:
    assert list(WAYS.values()) == sorted(WAYS.values(), reverse=True)


@given(st.text(max_size=30))
def test_any_query_is_answered_and_twice_the_same(query: str) -> None:
    hits = INDEX.search(query)
    assert hits == INDEX.search(query)
    assert all(0 < hit.score <= 1 for hit in hits)


def test_texts_are_compared_without_width_case_and_marks() -> None:
    assert plain("Ｔ恤 （女）-XL_") == "t恤女xl"
    assert sound("长绒棉") == sound("长绒棉")
    assert sound("女t恤").initials == "ntx"
    assert sound("绿茶").joined == "lvcha"
