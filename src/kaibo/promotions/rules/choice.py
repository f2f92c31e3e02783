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
from kaibo.promotions.rules.sheet import Part, Sheet, indexes

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


class Chooser:
    """One search over one sheet."""

    def __init__(self, sheet: Sheet, blockers: list[Blocker], flat: list[tuple[Rule, int]]) -> None:
        self.sheet = sheet
        self.blockers = sorted(blockers, key=lambda one: (-one.gain, one.part.rule.rank))
        self.units = [line.quantity for line in sheet.lines]
        self.indexes: dict[int, list[int]] = {mask: indexes(mask) for _, mask in flat}
        self.groups = self._group(flat)
        self.steps = 0
        self.key: Key = (-1, 0, ())
        self.best: Choice | None = None

    def choose(self) -> Choice:
        """The best combination."""
        ahead, rest = 0, []
        for blocker in reversed(self.blockers):
            ahead += blocker.gain
            rest.append(ahead)
        self.rest = [*reversed(rest), 0]
        self._visit(0, 0, 0, [])
        assert self.best is not None
        self.best.is_best = self.steps < MOST_STEPS
        return self.best

    def _group(self, flat: list[tuple[Rule, int]]) -> list[tuple[Group, list[tuple[Rule, int]]]]:
        """Groups by layer, then by their first rule; only of rules that take something off."""
        groups: dict[Group, list[tuple[Rule, int]]] = {}
        for rule, mask in flat:
            groups.setdefault(rule.group, []).append((rule, mask))
        return sorted(groups.items(), key=lambda item: (item[0][0] == "coupon", item[1][0][0].rank))

    def _visit(self, at: int, taken: int, gain: int, chosen: list[Blocker]) -> None:
        """Decide blocker ``at``: with it, then without, while the bound may still win."""
        self.steps += 1
        if self.steps > MOST_STEPS and self.best is not None:
            return
        locked, nets = self._nets(chosen)
        picks = self._picks(chosen, locked, nets)
        if gain + self.rest[at] + sum(pick.amount for pick in picks) < self.key[0]:
            return
        if at == len(self.blockers):
            self._settle(gain, chosen, picks, locked, nets)
            return
        blocker = self.blockers[at]
        if not blocker.lines & taken and not _meets(blocker, chosen):
            with_it = [*chosen, blocker]
            self._visit(at + 1, taken | blocker.lines, gain + blocker.gain, with_it)
        self._visit(at + 1, taken, gain, chosen)

    def _nets(self, chosen: list[Blocker]) -> tuple[int, list[int]]:
        """Lines locked, and what each line counts for reductions: nothing when it is locked."""
        locked, nets = 0, self.sheet.tags.copy()
        for blocker in chosen:
            if blocker.is_exclusive:
                locked |= blocker.lines
                for index in indexes(blocker.lines):
                    nets[index] = 0
            else:
                for index, amount in blocker.part.amounts.items():
                    nets[index] -= amount
        return locked, nets

    def _picks(self, chosen: list[Blocker], locked: int, nets: list[int]) -> list[Pick]:
        """The best rule of each group that is free, each for itself; ties to the first."""
        spent = {blocker.group for blocker in chosen}
        bases: dict[int, tuple[int, int]] = {}
        picks = []
        for group, members in self.groups:
            best: Pick | None = None
            for rule, mask in members if group not in spent else ():
                base = bases.get(mask) or bases.setdefault(mask, self._base(mask, locked, nets))
                assert rule.amount_of is not None
                amount = rule.amount_of(*base)
                if amount > (best.amount if best else 0):
                    best = Pick(rule, mask, amount)
            if best:
                picks.append(best)
        return picks

    def _base(self, mask: int, locked: int, nets: list[int]) -> tuple[int, int]:
        """Money and units of the lines in scope that are not locked."""
        chosen = self.indexes[mask]
        if locked & mask:
            chosen = [i for i in chosen if not locked >> i & 1]
        return sum([nets[i] for i in chosen]), sum([self.units[i] for i in chosen])

    def _settle(
        self, gain: int, chosen: list[Blocker], picks: list[Pick], locked: int, nets: list[int]
    ) -> None:
        """Keep this combination when it beats the best so far."""
        total = sum(pick.amount for pick in picks)
        bases = [self._base(pick.mask, locked, nets)[0] for pick in picks]
        if bases and total > min(bases):  # some line may run out before the last reduction
            spent = {blocker.group for blocker in chosen}
            picks = _Squeezed(self, spent, locked, nets, _ranks(chosen)).choose()
            total = sum(pick.amount for pick in picks)
        key = _key(gain + total, chosen, picks)
        if key > self.key:
            parts = apply_picks(picks, locked, nets)
            self.key, self.best = key, Choice(chosen, picks, locked, nets, parts)


class _Squeezed:
    """The exact choice of reductions where they take more than the lines hold.

    They apply in the order of the groups, each to what is left, so the amounts depend on the
    ones before; every combination is tried that can still win.
    """

    def __init__(
        self,
        chooser: Chooser,
        spent: set[Group | None],
        locked: int,
        nets: list[int],
        ranks: list[int],
    ) -> None:
        self.chooser, self.locked, self.ranks = chooser, locked, ranks
        self.levels = [self._level(m, nets) for g, m in chooser.groups if g not in spent]
        self.nets = nets
        self.key: Key = (-1, 0, ())
        self.best: list[Pick] = []

    def _level(self, members: list[tuple[Rule, int]], nets: list[int]) -> list[Pick]:
        found = []
        for rule, mask in members:
            assert rule.amount_of is not None
            amount = rule.amount_of(*self.chooser._base(mask, self.locked, nets))
            if amount:
                found.append(Pick(rule, mask, amount))
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
            taken = _take(pick, self.locked, left)
            amount = sum(taken.values())
            if amount:
                rest = [money - taken.get(i, 0) for i, money in enumerate(left)]
                self._visit(at + 1, rest, [*picks, Pick(pick.rule, pick.mask, amount)])
        self._visit(at + 1, left, picks)


def apply_picks(picks: list[Pick], locked: int, nets: list[int]) -> list[Part]:
    """What each pick takes off each line, one after the other."""
    left, parts = nets.copy(), []
    for pick in picks:
        taken = _take(pick, locked, left)
        for index, amount in taken.items():
            left[index] -= amount
        parts.append(Part(pick.rule, taken))
    return parts


def blocker_of(part: Part, sheet: Sheet, lines: int, *, is_exclusive: bool) -> Blocker | None:
    """The blocker, when it saves more than the tags of its lines do."""
    own = part.total
    tags = sum(sheet.goods[i] - sheet.tags[i] for i in indexes(lines)) if is_exclusive else 0
    if own <= tags:
        return None
    is_flat = is_exclusive and part.rule.layer in ("order", "coupon")
    return Blocker(part, own - tags, lines, is_exclusive, part.rule.group if is_flat else None)


def _take(pick: Pick, locked: int, left: list[int]) -> dict[int, int]:
    """Its amount, at most what is left, in proportion to what is left of each line."""
    chosen = indexes(pick.mask & ~locked)
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
