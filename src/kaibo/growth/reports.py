"""Figures for staff: every one is counted from the tables, for one shop and a stretch of days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection

ATTRIBUTION_DAYS = 7

# A visit is of somebody else: neither the sharer nor a guest who has become the sharer since.
# An order goes to the last share by which its buyer came within seven days before it; guests who
# became the buyer count as the buyer.
_CHAIN = """
with share as (
    select s.*, coalesce(v.merged_into_id, v.id) as person
    from growth_share s join members_viewer v on v.id = s.viewer_id
    where s.shop_id = %(shop)s and not s.is_rehearsal
), visit as (
    select sv.share_id, sv.at, coalesce(v.merged_into_id, v.id) as person
    from growth_sharevisit sv
    join share on share.id = sv.share_id
    join members_viewer v on v.id = sv.viewer_id
    where coalesce(v.merged_into_id, v.id) <> share.person
), sold as (
    select distinct on (o.id) o.id, visit.share_id, o.pay_amount
    from selling_order o
    join visit on visit.person = o.buyer_id and visit.at <= o.placed_at
        and visit.at > o.placed_at - make_interval(days => %(days)s)
    where o.shop_id = %(shop)s and not o.is_rehearsal and o.paid_at is not null
        and o.state <> 'refunded'
    order by o.id, visit.at desc, visit.share_id desc
), per_share as (
    select share.*,
        (select count(distinct visit.person) from visit where visit.share_id = share.id) as visits,
        (select count(*) from sold where sold.share_id = share.id) as orders,
        (select coalesce(sum(pay_amount), 0) from sold where sold.share_id = share.id) as amount
    from share where share.at >= %(since)s and share.at < %(until)s
)
"""
_SUMS = """count(*) as shares, count(distinct p.person) as sharers, sum(p.visits)::bigint as visits,
    sum(p.orders)::bigint as orders, sum(p.amount)::bigint as amount"""
_TOTAL = f"{_CHAIN} select {_SUMS} from per_share p"  # noqa: S608 - constants
_BY_PROMPT = f"""{_CHAIN} select a.id as prompt_id, a.show_id, a.title,
    a.rules->>'text' as text, a.rules->>'purpose' as purpose,
    {_SUMS} from per_share p join interaction_activity a on a.id = p.prompt_id
    group by a.id order by shares desc, a.id"""  # noqa: S608 - constants
_BY_SHARER = f"""{_CHAIN} select p.person as viewer_id, v.nickname, {_SUMS}
    from per_share p join members_viewer v on v.id = p.person
    group by p.person, v.nickname order by amount desc, visits desc, p.person limit 100"""  # noqa: S608 - constants
_BY_LINK = f"""{_CHAIN} select p.link_id, p.show_id, c.name, {_SUMS}
    from per_share p left join planning_lineuplink l on l.id = p.link_id
    left join catalog_product c on c.id = l.product_id
    group by p.link_id, p.show_id, c.name order by shares desc limit 100"""  # noqa: S608 - constants
_CHAIN_ROWS = f"""{_CHAIN} select p.id as share_id, p.at, p.channel, p.video_ms,
    p.viewer_id, v.nickname, c.name as product, p.prompt_id, p.visits, p.orders, p.amount
    from per_share p join members_viewer v on v.id = p.viewer_id
    left join planning_lineuplink l on l.id = p.link_id
    left join catalog_product c on c.id = l.product_id
    order by p.amount desc, p.visits desc, p.id desc limit 100"""  # noqa: S608 - constants

_REWARDS = """
select kind, outcome, why, count(*) as deeds, count(distinct viewer_id) as viewers,
    sum(points)::bigint as points
from growth_reward
where shop_id = %(shop)s and day >= %(first)s and day <= %(last)s
group by kind, outcome, why order by kind, outcome, why
"""
_REWARD_DAYS = """
select day, sum(points)::bigint as points, count(distinct viewer_id) as viewers
from growth_reward where shop_id = %(shop)s and day >= %(first)s and day <= %(last)s
    and outcome = 'paid' group by day order by day
"""
_LEVELS = """
select level, count(*) as fans from growth_fanmember
where shop_id = %(shop)s and left_at is null group by level order by level
"""
_FOLLOWS = """
select count(*) filter (where ended_at is null) as now,
    count(*) filter (where followed_at >= %(since)s and followed_at < %(until)s) as gained,
    count(*) filter (where ended_at >= %(since)s and ended_at < %(until)s) as lost
from growth_shopfollow where shop_id = %(shop)s
"""
_REMINDERS = """
select m.moment, m.state, m.channel, count(*) as n
from growth_reminder m join growth_reservation r on r.id = m.reservation_id
join planning_show s on s.id = r.show_id
where s.shop_id = %(shop)s and m.due_at >= %(since)s and m.due_at < %(until)s
group by m.moment, m.state, m.channel order by m.moment, m.state, m.channel
"""
_THREADS = """
select r.thread, min(c.text) as text, min(c.name) as name, count(*) as replies,
    count(distinct r.viewer_id) as viewers, max(r.at) as last_at
from growth_reply r
left join interaction_roomcomment c on c.room_id = r.room_id and c.comment_id = r.thread
where r.show_id = %(show)s group by r.thread order by replies desc, r.thread limit 100
"""
_PROMPTS = """
select a.id as prompt_id, a.title, a.rules->>'purpose' as purpose,
    count(distinct s.viewer_id) as sharers
from interaction_activity a left join growth_share s on s.prompt_id = a.id
where a.shop_id = %(shop)s and a.kind = 'card' and a.id = any(%(prompts)s)
group by a.id order by a.id
"""
_COMMUNITY = """
select count(*) as opened, count(confirmed_at) as confirmed
from growth_communityjoin where shop_id = %(shop)s
    and opened_at >= %(since)s and opened_at < %(until)s
"""


def shares(shop_id: int, since: datetime, until: datetime) -> dict[str, Any]:
    """share → visit → order: in all, per prompt card, sharer, product, and the best shares."""
    asked = {"shop": shop_id, "since": since, "until": until, "days": ATTRIBUTION_DAYS}
    total = _rows(_TOTAL, asked)[0]
    return {
        "total": {name: value or 0 for name, value in total.items()},
        "prompts": _rows(_BY_PROMPT, asked),
        "sharers": _rows(_BY_SHARER, asked),
        "links": _rows(_BY_LINK, asked),
        "best": _rows(_CHAIN_ROWS, asked),
    }


def rewards(shop_id: int, first: date, last: date) -> dict[str, Any]:
    """Points given by kind and by day, and what the filter refused, with its reasons."""
    asked = {"shop": shop_id, "first": first, "last": last}
    return {"kinds": _rows(_REWARDS, asked), "days": _rows(_REWARD_DAYS, asked)}


def audience(shop_id: int, since: datetime, until: datetime) -> dict[str, Any]:
    """Followers, fans by level, reminders by outcome, ways into the community."""
    asked = {"shop": shop_id, "since": since, "until": until}
    return {
        "follows": _rows(_FOLLOWS, asked)[0],
        "levels": _rows(_LEVELS, asked),
        "reminders": _rows(_REMINDERS, asked),
        "community": _rows(_COMMUNITY, asked)[0],
    }


def threads(show_id: int) -> list[dict[str, Any]]:
    """Talk between viewers of a show: the comment that began it, how many answered."""
    return _rows(_THREADS, {"show": show_id})


def prompt_rates(shop_id: int, seen: Mapping[int, int]) -> list[dict[str, Any]]:
    """Who saw each prompt card (``seen``, out of the event log) and who shared by it."""
    return [
        row | {"viewers": seen[row["prompt_id"]]}
        for row in _rows(_PROMPTS, {"shop": shop_id, "prompts": list(seen)})
    ]


def _rows(sql: str, asked: dict[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
