"""The choice: which sets, exclusive promotions, reductions and coupons save the buyer most.

Only sets and exclusive promotions exclude each other by line, so the search runs over them; for
each of their combinations the best reduction and coupon of every group follow directly, because
all of them count from the same amounts. Bounds leave out what cannot win; the result is exact
unless `MOST_STEPS` is reached, which the result says.
"""

from __future__ import annotations

from dataclasses import dataclass

from kaibo.promotions.rules.amounts import allocate
from kaibo.promotions.rules.compiled import Rule
from kaibo.promotions.rules.sheet import Part, Sheet

MOST_STEPS = 4_000

Group = tuple[str, str]
Key = tuple[int, int, tuple[int, ...]]  # saving, −promotions, −ranks: the greatest wins


@dataclass(slots=True)
class Blocker:
    """A set or an exclusive promotion: it wants its lines for itself.

    ``gain`` is what it saves more than the tags of its lines do.
    """

    part: Part
    gain: int
    lines: int  # mask
    is_exclusive: bool
    group: Group | None  # of an exclusive reduction or coupon


@dataclass(slots=True)
class Pick:
    """The reduction or coupon chosen in a group."""

    rule: Rule
    mask: int
    amount: int


@dataclass(slots=True)
class Choice:
    """The combination that won. ``nets`` are the lines before reductions and coupons."""

    blockers: list[Blocker]
    picks: list[Pick]
    locked: int  # lines of exclusive promotions
    nets: list[int]
    parts: list[Part]  # of the picks, in the order they apply
    is_best: bool = True


class _Member:
    """A reduction or coupon in its group; ``most`` is what it takes off with nothing in its way."""

    __slots__ = ("amount_of", "inside", "mask", "most", "rule", "units")

    def __init__(self, sheet: Sheet, rule: Rule, mask: int, most: int) -> None:
        assert rule.amount_of is not None
        self.rule, self.mask, self.most, self.amount_of = rule, mask, most, rule.amount_of
        self.inside = sheet.inside(mask)
        self.units = sum([sheet.lines[i].quantity for i in self.inside])


class _Node:
    """Blockers chosen so far, and, once asked for, what the lines then count for reductions."""

    __slots__ = ("chosen", "gain", "locked", "nets", "picks", "taken", "total")

    def __init__(self, chosen: list[Blocker], taken: int, gain: int) -> None:
        self.chosen, self.taken, self.gain = chosen, taken, gain
        self.picks: list[Pick] | None = None
        self.total = self.locked = 0
        self.nets: list[int] = []

    def look(self, sheet: Sheet) -> None:
        """Lines locked, and what each line counts: nothing when it is locked."""
        nets = self.nets = sheet.tags.copy()
        for blocker in self.chosen:
            if blocker.is_exclusive:
                self.locked |= blocker.lines
                for index in sheet.inside(blocker.lines):
                    nets[index] = 0
            else:
                for index, amount in blocker.part.amounts.items():
                    nets[index] -= amount


class Chooser:
    """One search over one sheet; ``flat`` are reductions and coupons with their greatest amount."""

    def __init__(
        self, sheet: Sheet, blockers: list[Blocker], flat: list[tuple[Rule, int, int]]
    ) -> None:
        self.sheet = sheet
        self.blockers = sorted(blockers, key=lambda one: (-one.gain, one.part.rule.rank))
        self.groups = self._group(flat)
        self.steps = 0
        self.key: Key = (-1, 0, ())
        self.best: Choice | None = None

    def choose(self) -> Choice:
        """The best combination."""
        ahead, rest = 0, [0]
        for blocker in reversed(self.blockers):
            ahead += blocker.gain
            rest.append(ahead)
        self.rest = rest[::-1]
        self._visit(0, _Node([], 0, 0), sum(members[0].most for _, members in self.groups))
        assert self.best is not None
        self.best.is_best = self.steps < MOST_STEPS
        return self.best

    def _group(self, flat: list[tuple[Rule, int, int]]) -> list[tuple[Group, list[_Member]]]:
        """Groups by layer, then by their first rule; the greatest amounts of a group first."""
        groups: dict[Group, list[_Member]] = {}
        for rule, mask, most in flat:
            groups.setdefault(rule.group, []).append(_Member(self.sheet, rule, mask, most))
        found = sorted(groups.items(), key=lambda g: (g[0][0] == "coupon", g[1][0].rule.rank))
        for _, members in found:
            members.sort(key=lambda one: (-one.most, one.rule.rank))
        return found

    def _visit(self, at: int, node: _Node, bound: int) -> None:
        """Decide blocker ``at``: with it, then without, while that may still win.

        ``bound`` is the most that reductions and coupons can take off from here on.
        """
        self.steps += 1
        if self.steps > MOST_STEPS and self.best is not None:
            return
        if at == len(self.blockers):
            self._settle(node)
            return
        blocker = self.blockers[at]
        if not blocker.lines & node.taken and not _meets(blocker, node.chosen):
            more = _Node(
                [*node.chosen, blocker], node.taken | blocker.lines, node.gain + blocker.gain
            )
            self._visit(at + 1, more, bound)
        ahead = node.gain + self.rest[at + 1]
        if ahead + bound >= self.key[0]:
            self._look(node)
            if ahead + node.total >= self.key[0]:
                self._visit(at + 1, node, node.total)

    def _look(self, node: _Node) -> list[Pick]:
        """The best rule of each group that is free, each for itself; ties to the first."""
        if node.picks is not None:
            return node.picks
        node.look(self.sheet)
        spent = {blocker.group for blocker in node.chosen} if node.locked else set[Group | None]()
        bases: dict[int, int] = {}
        node.picks = []
        for group, members in self.groups:
            if group not in spent:
                best = self._best(members, node, bases)
                if best.amount:
                    node.picks.append(best)
                    node.total += best.amount
        return node.picks

    def _best(self, members: list[_Member], node: _Node, bases: dict[int, int]) -> Pick:
        best, best_amount = members[0], 0
        for one in members:
            if one.most < best_amount:
                break
            amount = self.amount(one, node.locked, node.nets, bases)
            if amount > best_amount or (amount == best_amount and one.rule.rank < best.rule.rank):
                best, best_amount = one, amount
        return Pick(best.rule, best.mask, best_amount)

    def amount(
        self, one: _Member, locked: int, nets: list[int], bases: dict[int, int] | None = None
    ) -> int:
        """What the rule takes off for itself; locked lines do not count."""
        base = bases.get(one.mask) if bases is not None else None
        if base is None:
            base = sum([nets[i] for i in one.inside])
            if bases is not None:
                bases[one.mask] = base
        units = one.units
        if locked & one.mask:
            lines = self.sheet.lines
            units = sum([lines[i].quantity for i in self.sheet.inside(one.mask & ~locked)])
        return one.amount_of(base, units)

    def _settle(self, node: _Node) -> None:
        """Keep this combination when it beats the best so far."""
        picks, total = self._look(node), node.total
        if node.gain + total < self.key[0]:
            return
        parts = apply_picks(picks, self.sheet, node.locked, node.nets)
        if sum([part.total for part in parts]) < total:  # lines ran out before the last reduction
            picks = _Squeezed(self, node).choose()
            total = sum([pick.amount for pick in picks])
            parts = apply_picks(picks, self.sheet, node.locked, node.nets)
        key = _key(node.gain + total, node.chosen, picks)
        if key > self.key:
            self.key, self.best = key, Choice(node.chosen, picks, node.locked, node.nets, parts)


class _Squeezed:
    """The exact choice of reductions where they take more than the lines hold.

    They apply in the order of the groups, each to what is left, so the amounts depend on the
    ones before; every combination is tried that can still win.
    """

    def __init__(self, chooser: Chooser, node: _Node) -> None:
        self.chooser, self.locked, self.nets = chooser, node.locked, node.nets
        self.ranks = _ranks(node.chosen)
        spent = {blocker.group for blocker in node.chosen}
        self.levels = [self._level(members) for g, members in chooser.groups if g not in spent]
        self.key: Key = (-1, 0, ())
        self.best: list[Pick] = []

    def _level(self, members: list[_Member]) -> list[Pick]:
        found = []
        for one in members:
            amount = self.chooser.amount(one, self.locked, self.nets)
            if amount:
                found.append(Pick(one.rule, one.mask, amount))
        return sorted(found, key=lambda pick: (-pick.amount, pick.rule.rank))

    def choose(self) -> list[Pick]:
        """The picks with the amounts they really take."""
        bounds = [level[0].amount if level else 0 for level in self.levels]
        self.rest = [sum(bounds[at:]) for at in range(len(bounds) + 1)]
        self._visit(0, self.nets, [])
        return self.best

    def _visit(self, at: int, left: list[int], picks: list[Pick]) -> None:
        self.chooser.steps += 1
        total = sum(pick.amount for pick in picks)
        is_cut = self.chooser.steps > MOST_STEPS and self.key[0] >= 0
        if is_cut or total + min(self.rest[at], sum(left)) < self.key[0]:
            return
        if at == len(self.levels):
            ranks = tuple(-rank for rank in sorted([*self.ranks, *(p.rule.rank for p in picks)]))
            self.key, self.best = max(
                (self.key, self.best), ((total, -len(ranks), ranks), picks), key=_first
            )
            return
        for pick in self.levels[at]:
            taken = _take(pick, self.chooser.sheet, self.locked, left)
            amount = sum(taken.values())
            if amount:
                rest = [money - taken.get(i, 0) for i, money in enumerate(left)]
                self._visit(at + 1, rest, [*picks, Pick(pick.rule, pick.mask, amount)])
        self._visit(at + 1, left, picks)


def apply_picks(picks: list[Pick], sheet: Sheet, locked: int, nets: list[int]) -> list[Part]:
    """What each pick takes off each line, one after the other."""
    left, parts = nets.copy(), []
    for pick in picks:
        taken = _take(pick, sheet, locked, left)
        for index, amount in taken.items():
            left[index] -= amount
        parts.append(Part(pick.rule, taken))
    return parts


def blocker_of(part: Part, sheet: Sheet, lines: int, *, is_exclusive: bool) -> Blocker | None:
    """The blocker, when it saves more than the tags of its lines do."""
    own = part.total
    tags = sum([sheet.goods[i] - sheet.tags[i] for i in sheet.inside(lines)]) if is_exclusive else 0
    if own <= tags:
        return None
    is_flat = is_exclusive and part.rule.layer in ("order", "coupon")
    return Blocker(part, own - tags, lines, is_exclusive, part.rule.group if is_flat else None)


def _take(pick: Pick, sheet: Sheet, locked: int, left: list[int]) -> dict[int, int]:
    """Its amount, at most what is left, in proportion to what is left of each line."""
    chosen = sheet.inside(pick.mask & ~locked)
    weights = [left[i] for i in chosen]
    parts = allocate(min(pick.amount, sum(weights)), weights)
    return {i: part for i, part in zip(chosen, parts, strict=True) if part}


def _meets(blocker: Blocker, chosen: list[Blocker]) -> bool:
    return blocker.group is not None and any(one.group == blocker.group for one in chosen)


def _ranks(chosen: list[Blocker]) -> list[int]:
    return [blocker.part.rule.rank for blocker in chosen]


def _key(total: int, chosen: list[Blocker], picks: list[Pick]) -> Key:
    ranks = sorted([*_ranks(chosen), *(pick.rule.rank for pick in picks)])
    return total, -len(ranks), tuple(-rank for rank in ranks)


def _first(pair: tuple[Key, list[Pick]]) -> Key:
    return pair[0]
