"""The registry as SQL: one statement for all metrics of a grain, from the same formula trees.

Written for DuckDB; `dialects` gives the same for ClickHouse. A statement answers with a column
``g`` (the minute, segment, product or channel; 0 for the show) and one column per metric, ratios
as doubles that are not rounded yet.
"""

# ruff: noqa: S608 -- identifiers and whole numbers of this package; no text of a user enters

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kaibo.foundation.eventlog.schema import STAFF_KINDS, TRADE_KINDS
from kaibo.insight import registry
from kaibo.insight.registry import terms
from kaibo.insight.registry.metric import Metric
from kaibo.insight.rules.channels import PAID

_BLOCK = re.compile(r"^-- (\w+(?: by \w+)?) --$", re.MULTILINE)
_MARKED = ("product", "channel")  # grains that staff's marks do not count in
KEYS = {
    "show": "0", "minute": "ts // 60000", "segment": "segment_run", "product": "link",
    "channel": "source", "host": "host",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A show at a moment (Unix ms), and whether its rehearsal rows are meant."""

    show: int
    now: int
    rehearsal: bool = False


def measured(grain: str) -> list[Metric]:
    """The metrics that batch SQL gives in a grain."""
    return [
        one for one in registry.METRICS.values()
        if grain in one.grains and one.term is not None and one.is_measured
        and all(_has(leaf, grain) for leaf in one.term.leaves())
    ]  # fmt: skip


def statement(grain: str, asked: Asked, metrics: Iterable[Metric] | None = None) -> str:
    """One SELECT of all metrics of a grain, or of ``metrics``."""
    return _statement(grain, asked, metrics, lambda one, columns: [_value(one, columns)])


def parts(grain: str, asked: Asked, metrics: Iterable[Metric] | None = None) -> str:
    """The same, each metric as two columns, ``<id>`` and ``<id>__of``: its numerator and its
    denominator, whole and without the constants of the formula."""
    return _statement(grain, asked, metrics, _halves)


def span(asked: Asked) -> str:
    """When the show began and until when it is told (started, until), Unix ms."""
    return _filled(f"with {_SHOW} select started, until from t", asked)


_Pick = Callable[[terms.Term, dict[terms.Whole, str]], list[str]]


def _halves(term: terms.Term, columns: dict[terms.Whole, str]) -> list[str]:
    if isinstance(term, terms.Ratio):
        return [_whole(term.top, columns), _whole(term.bottom, columns)]
    assert isinstance(term, terms.Whole)
    return [_whole(term, columns), "1"]


def _statement(grain: str, asked: Asked, metrics: Iterable[Metric] | None, pick: _Pick) -> str:
    wanted = measured(grain) if metrics is None else list(metrics)
    leaves = list(dict.fromkeys(leaf for one in wanted for leaf in _term(one).leaves()))
    columns = {leaf: f"m{number}" for number, leaf in enumerate(leaves)}
    picked = ",\n       ".join(
        f"{text} as {one.id}{suffix}"
        for one in wanted
        for text, suffix in zip(pick(_term(one), columns), ("", "__of"), strict=False)
    )
    tables = f"{_common(grain)},\n{_counted(grain, columns)}"
    return _filled(f"with {tables}\nselect c.g as g,\n       {picked}\nfrom c order by g", asked)


def _term(metric: Metric) -> terms.Term:
    if metric.term is None:
        raise registry.BadMetric(f"metric {metric.id!r} has no formula tree, so no SQL")
    return metric.term


def _has(leaf: terms.Whole, grain: str) -> bool:
    if isinstance(leaf, terms.Known):
        return _block_name(leaf.name, grain) in blocks()
    return not isinstance(leaf, terms.Peak) or grain in ("show", "minute")


def _common(grain: str) -> str:
    """The show's events, its time on air, and the events by the key of the grain."""
    rows = _HOSTED if grain == "host" else "e"
    staff = ", ".join(f"'{kind}'" for kind in sorted(STAFF_KINDS))
    only = f" and kind not in ({staff})" if grain in _MARKED else ""
    present = _PRESENT.get(grain, "")
    return f"""{_SHOW}, b as (
    select {KEYS[grain]} as g, e.* from {rows} where true{present}{only}
)"""


# Rows without the key of a grain stand in none of its parts.
_PRESENT = {
    "segment": " and segment_run is not null", "product": " and link is not null",
    "channel": " and source <> ''", "host": " and host <> ''",
}  # fmt: skip
# The show's events `e` and its time on air `t`.
_SHOW = """e as (
    select * from events where show_id = :show and rehearsal = :rehearsal
), m as (
    select min(case when kind = 'show_start' then ts end) as s0,
           max(case when kind = 'show_start' then ts end) as s1,
           max(case when kind = 'show_end' then ts end) as e1,
           min(ts) as first_ts, max(ts) as last_ts
    from e
), t as (
    select coalesce(s0, first_ts) as started,
           case when e1 is not null and (s0 is null or e1 >= s1) then e1
                else greatest(:now, last_ts) end as until
    from m
)"""
# Who was on air: the host of the link that the segment presented, else of the show.
_HOSTS = """(select r.run as run, coalesce(nullif(l.host, ''), s.host) as host from segments r
    join shows s on s.id = r.show_id left join links l on l.link = r.link)"""
_HOSTED = f"(select e.*, h.host as host from e join {_HOSTS} h on h.run = e.segment_run) e"


def _counted(grain: str, columns: dict[terms.Whole, str]) -> str:
    """Table ``c``: one row per key with every leaf of the formulas."""
    sums = {name: text for leaf, name in columns.items() if (text := _aggregate(leaf, grain))}
    sides = {name: text for leaf, name in columns.items() if (text := _side(leaf, grain))}
    summed = ", ".join(["g", *(f"{text} as {name}" for name, text in sums.items())])
    tables = "".join(f", s_{name} as (\n    {text}\n)" for name, text in sides.items())
    picked = ", ".join(["a.g as g", *(_picked(leaf, name) for leaf, name in columns.items())])
    joins = " ".join(f"left join s_{name} on s_{name}.g = a.g" for name in sides)
    return (
        f"a as (\n    select {summed} from b group by g\n){tables},"
        f" c as (\n    select {picked} from a {joins}\n)"
    )


def _picked(leaf: terms.Whole, name: str) -> str:
    """A counted number is 0 where nothing was; what is known from elsewhere may be unknown."""
    if isinstance(leaf, terms.Constant):
        return f"{leaf.number} as {name}"
    if isinstance(leaf, terms.Known):
        return f"s_{name}.value as {name}"
    if isinstance(leaf, (terms.Stayed, terms.LiveMs, terms.Peak, terms.PresentedMs)):
        return f"cast(coalesce(s_{name}.value, 0) as bigint) as {name}"
    return f"a.{name} as {name}"


def _aggregate(leaf: terms.Whole, grain: str) -> str:
    """The aggregate over the grain's events, empty for what needs a query of its own."""
    if isinstance(leaf, terms.Events):
        if grain == "product" and set(leaf.kinds) <= TRADE_KINDS:
            return f"count(distinct case when {_any(leaf.kinds)} then ref end)"
        return _total("n", _any(leaf.kinds))
    if isinstance(leaf, terms.People):
        return f"count(distinct case when {_any(leaf.kinds)} and viewer <> 0 then viewer end)"
    if isinstance(leaf, terms.Traders):
        return f"count(distinct case when {_any((leaf.kind,))} then viewer end)"
    simple: dict[type[terms.Whole], Callable[[], str]] = {
        terms.Amount: lambda: _total("amount", _any((leaf.kind,))),  # type: ignore[attr-defined]
        terms.Units: lambda: _total("quantity", _any((leaf.kind,))),  # type: ignore[attr-defined]
        terms.WatchMs: lambda: _total("ms", f"{_any(('heartbeat', 'leave'))} and viewer <> 0"),
        terms.PresentedAmount: lambda: _total("amount", "kind = 'pay' and pinned_link = link"),
    }
    return simple[type(leaf)]() if type(leaf) in simple else ""


def _side(leaf: terms.Whole, grain: str) -> str:
    """A query of (g, value) for leaves that one pass over the grain's events cannot give."""
    if isinstance(leaf, terms.Known):
        return _known(leaf.name, grain)
    if isinstance(leaf, terms.Stayed):
        return _STAYED.format(ms=leaf.seconds * 1000)
    if isinstance(leaf, terms.LiveMs):
        return _LIVE[grain]
    if isinstance(leaf, terms.Peak):
        return _PEAK[grain]
    return _PRESENTED if isinstance(leaf, terms.PresentedMs) else ""


def _known(name: str, grain: str) -> str:
    text = blocks()[_block_name(name, grain)]
    if grain == "show":
        return f"select 0 as g, k.value as value from (\n{text}\n) k"
    if grain == "channel":
        return f"select d.g as g, k.value as value from {_EACH} cross join (\n{text}\n) k"
    return text


def _block_name(name: str, grain: str) -> str:
    return name if grain == "show" else f"{name} by {grain}"


def _value(term: terms.Term, columns: dict[terms.Whole, str]) -> str:
    if isinstance(term, terms.Ratio):
        top, bottom = _whole(term.top, columns), _whole(term.bottom, columns)
        return f"cast({top} * {term.scale} as double) / nullif({bottom} * {term.per}, 0)"
    assert isinstance(term, terms.Whole)
    return _whole(term, columns)


def _whole(term: terms.Whole, columns: dict[terms.Whole, str]) -> str:
    if isinstance(term, terms.Sum):
        sign = "+" if term.sign > 0 else "-"
        return f"({_whole(term.left, columns)} {sign} {_whole(term.right, columns)})"
    return f"c.{columns[term]}"


def _any(kinds: Iterable[str]) -> str:
    return f"kind in ({', '.join(repr(kind) for kind in sorted(set(kinds)))})"


def _total(column: str, condition: str) -> str:
    return f"cast(coalesce(sum(case when {condition} then {column} end), 0) as bigint)"


def _filled(text: str, asked: Asked) -> str:
    paid = " or ".join(f"lower(source) like '{name}%'" for name in PAID)
    values = {
        "is_paid": paid, "show": str(asked.show), "now": str(asked.now),
        "rehearsal": str(asked.rehearsal).lower(),
    }  # fmt: skip
    return re.sub(r":(is_paid|show|now|rehearsal)\b", lambda found: values[found[1]], text)


def behaviour(name: str, asked: Asked) -> str:
    """A named block of ``behaviour.sql`` for a show."""
    text = behaviours()[name]
    joint = text.removeprefix("with ") if text.startswith("with ") else ""
    whole = f"with {_SHOW}, {joint}" if joint else f"with {_SHOW} {text}"
    return _filled(whole, asked)


@cache
def behaviours() -> dict[str, str]:
    """The named blocks of ``behaviour.sql``, without their comments."""
    found = _blocks("behaviour.sql")
    return {name: re.sub(r"^--.*\n", "", text, flags=re.MULTILINE) for name, text in found.items()}


@cache
def blocks() -> dict[str, str]:
    """The named blocks of ``known.sql``."""
    return _blocks("known.sql")


def _blocks(name: str) -> dict[str, str]:
    text = files("kaibo.insight.batch").joinpath(name).read_text(encoding="utf-8")
    parts = _BLOCK.split(text)
    return {name: body.strip() for name, body in zip(parts[1::2], parts[2::2], strict=True)}


_STAYED = """select g, count(*) as value from (
        select g, viewer, sum(ms) as watched from b
        where kind in ('heartbeat', 'leave') and viewer <> 0 group by g, viewer
    ) w where watched >= {ms} group by g"""

_RUNS = """select segment_run as g, coalesce(lead(ts) over (order by ts, event_id), t.until) - ts
            as stretch from e cross join t where kind = 'segment' and segment_run is not null"""
_EACH = "(select distinct g from b) d"
_WHOLE_SHOW = (
    f"select d.g as g, greatest(t.until - t.started, 0) as value from {_EACH} cross join t"
)
_LIVE = {
    "show": _WHOLE_SHOW,
    "channel": _WHOLE_SHOW,
    "minute": """select d.g as g, greatest(least((d.g + 1) * 60000, t.until)
        - greatest(d.g * 60000, t.started), 0) as value
        from (select distinct g from b) d cross join t""",
    "segment": f"select g, sum(stretch) as value from ({_RUNS}) r group by g",
    "host": f"""select h.host as g, sum(r.stretch) as value from ({_RUNS}) r
        join {_HOSTS} h on h.run = r.g group by h.host""",
}

# A heartbeat or leave says that its viewer was present in [ts - ms, ts): whole seconds of it.
_CURVE = """select second, sum(step) over (order by second) as here from (
            select second, sum(step) as step from (
                select (ts - ms + 999) // 1000 as second, 1 as step from e
                where kind in ('heartbeat', 'leave') and ms > 0
                union all
                select (ts + 999) // 1000 as second, -1 as step from e
                where kind in ('heartbeat', 'leave') and ms > 0
            ) x group by second
        ) y"""
_PEAK = {
    "show": f"select 0 as g, cast(coalesce(max(here), 0) as bigint) as value from ({_CURVE}) z",
    # Within a minute: what was there when it began, and every change inside.
    "minute": f"""select d.g as g, cast(max(z.here) as bigint) as value
        from (select distinct g from b) d
        cross join (select second, here, lead(second) over (order by second) as following
                    from ({_CURVE}) q) z
        where z.second < (d.g + 1) * 60 and (z.following is null or z.following > d.g * 60)
        group by d.g""",
}
_PRESENTED = """select link as g, sum(shown) as value from (
        select link, kind, greatest(least(coalesce(lead(ts) over (order by ts, event_id), t.until),
            t.until) - ts, 0) as shown
        from e cross join t where kind in ('pin', 'unpin')
    ) r where kind = 'pin' and link is not null group by link"""
