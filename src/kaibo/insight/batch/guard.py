"""What a question may be: one SELECT over the documented tables, with functions that only compute.

A question is read into a tree, the tree is checked against lists of what is allowed, and what runs
is the tree written out again, never the text that was typed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlglot
from sqlglot import exp

from kaibo.insight.batch.tables import TABLES

LONGEST = 20_000


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Parts of a tree that are statements, settings or doors to files.
_BANNED = (
    exp.Command, exp.Into, exp.Pragma, exp.Set, exp.Use, exp.Copy, exp.Attach, exp.Detach,
    exp.Create, exp.Drop, exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Alter, exp.Placeholder,
    exp.Parameter, exp.SessionParameter, exp.ReadCSV, exp.ReadParquet, exp.Lock, exp.Describe,
)  # fmt: skip
# Functions by their key in SQLGlot's tree, aggregates aside. Whatever is not here is refused.
_KNOWN = _words(
    """
    abs acos and array arraycontains arraydistinct arraysize arraysort arraysum arraytostring
    asin atan atan2 booland boolor case cast cbrt ceil coalesce concat concatws contains cos cot
    currentdate currenttimestamp date dateadd datediff datesub datetrunc day dayname dayofmonth
    dayofweek dayofweekiso dayofyear degrees endswith exists exp explode extract floor greatest hour
    if initcap isinf isnan lastday least left length levenshtein list ln log lower makeinterval md5
    minute month monthname nullif nvl2 or pi pow quarter radians regexpextract regexpextractall
    regexpfullmatch regexplike regexpreplace regexpsplit replace reverse right round rownumber
    safedivide second sign sin split splitpart sqrt startswith strposition strtodate strtotime
    struct structextract substring tan timestamp timestampadd timestampdiff timestampfromparts
    timestampsub timestamptrunc timetostr translate trim trunc trycast tsordstodate
    tsordstotimestamp typeof unicode unixtotime unnest upper week weekofyear xor year
    """
)
_AGGREGATES_BANNED = frozenset({"aiagg", "aisummarizeagg", "anonymousaggfunc", "combinedaggfunc"})
# Functions that SQLGlot has no node for and that only compute.
_PLAIN = _words(
    """
    arg_max arg_min epoch epoch_ms fsum gcd geomean list_aggregate list_avg list_contains list_count
    list_distinct list_max list_min list_sort list_sum mad make_date make_timestamp median mode
    product quantile quantile_cont quantile_disc regr_count regr_intercept regr_r2 regr_slope
    time_bucket weekday isodow isoyear yearweek
    """
)


class BadQuestion(ValueError):
    """A question is refused. ``code`` and ``values`` say why."""

    def __init__(self, code: str, **values: str | int) -> None:
        self.code, self.values = code, values
        super().__init__(f"{code}: {values}")


@dataclass(frozen=True, slots=True)
class Checked:
    """A question that may run, as SQL of DuckDB, and the documented tables it reads."""

    sql: str
    tables: frozenset[str]


def check(text: str) -> Checked:
    """Raises BadQuestion naming the first thing that is not allowed."""
    if len(text) > LONGEST:
        raise BadQuestion("too_long", length=len(text), most=LONGEST)
    tree = _read(text)
    for node in tree.walk():
        _check_node(node)
    return Checked(tree.sql(dialect="duckdb", comments=False), frozenset(_tables(tree)))


def _read(text: str) -> exp.Query:
    try:
        found = [one for one in sqlglot.parse(text, read="duckdb") if one is not None]
    except (sqlglot.errors.SqlglotError, RecursionError) as error:
        raise BadQuestion("not_read", why=_first_line(error)) from None
    if len(found) != 1:
        raise BadQuestion("not_one", count=len(found))
    tree = found[0]
    if not isinstance(tree, exp.Query):
        raise BadQuestion("not_select", found=type(tree).__name__.upper())
    return tree


def _first_line(error: Exception) -> str:
    details = getattr(error, "errors", None)
    if details:
        one = details[0]
        return f"{one.get('description')} ({one.get('line')}:{one.get('col')})"
    return str(error).split("\n")[0][:200]


def _check_node(node: exp.Expr) -> None:
    if isinstance(node, _BANNED):
        raise BadQuestion("not_allowed", what=node.key.upper())
    if isinstance(node, exp.Table):
        _check_table(node)
    elif isinstance(node, exp.Func) and not _computes(node):
        name = str(node.this) if isinstance(node, exp.Anonymous) else node.key
        raise BadQuestion("no_function", name=name[:60])


def _computes(node: exp.Func) -> bool:
    if isinstance(node, exp.Anonymous):
        return str(node.this).lower() in _PLAIN
    if isinstance(node, exp.AggFunc):
        return node.key not in _AGGREGATES_BANNED
    return node.key in _KNOWN


def _check_table(node: exp.Table) -> None:
    """A plain name: a documented table or one of the question's own ``with``."""
    if not isinstance(node.this, exp.Identifier) or node.args.get("db"):
        raise BadQuestion("no_table", name=node.sql(dialect="duckdb")[:60])
    if node.name.lower() not in {*TABLES, *_own(node)}:
        raise BadQuestion("no_table", name=node.name[:60])


def _own(node: exp.Expr) -> set[str]:
    """Names given by ``with`` around a node."""
    found: set[str] = set()
    outer: exp.Expr | None = node
    while outer is not None:
        if isinstance(outer, exp.Query):
            found |= {one.alias.lower() for one in outer.ctes}
        outer = outer.parent
    return found


def _tables(tree: exp.Expr) -> Iterable[str]:
    """A name of ``with`` may hide a table's: then the table is loaded in vain, never missed."""
    names = {table.name.lower() for table in tree.find_all(exp.Table)}
    return names & TABLES.keys()
