"""Two and three nodes on a bus that loses messages agree again once it does not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.gateway.test_crowd import state

from kaibo.gateway.bus.link import RoomLink
from kaibo.gateway.bus.peers import Peers
from kaibo.gateway.bus.viewers import ViewerSet, pack, unpack
from kaibo.gateway.crowd import HEARTBEAT_MS, LEAVE_AFTER_MS, Crowd
from kaibo.gateway.eventsink import EventSink
from kaibo.gateway.sample import COMMENTS_PER_TICK, sample
from kaibo.gateway.stamp import Stamp
from kaibo.interaction.wire import CommentItem, Flagged, GiftItem, Kpi

Fact = tuple[str, int, int]


class Net:
    """Delivers at once, or loses; `cut` nodes neither send nor hear."""

    def __init__(self) -> None:
        self.buses: list[LossyBus] = []
        self.cut: set[str] = set()
        self.loses: Callable[[], bool] = lambda: False


class LossyBus:
    def __init__(self, net: Net, name: str) -> None:
        self._net, self.name = net, name
        self._handlers: dict[str, Callable[[bytes], None]] = {}
        net.buses.append(self)

    @property
    def is_up(self) -> bool:
        return self.name not in self._net.cut

    def start(self, on_up: Callable[[], None]) -> None: ...
    async def stop(self) -> None: ...

    def publish(self, subject: str, data: bytes) -> None:
        for other in self._net.buses:
            if other is not self and other.is_up and not self._net.loses():
                other._handlers[subject](data)

    def subscribe(self, subject: str, handler: Callable[[bytes], None]) -> None:
        self._handlers[subject] = handler


class Clock:
    now = 1_000_000


class Node:
    """A room without pages: what `Room` and `Gateway` are to a link."""

    def __init__(self, net: Net, name: str, log: list[Fact], show: int = 5) -> None:
        self.state = state()
        self.crowd = Crowd(cast(EventSink, self), 0, Peers(name))
        self.slot = 0
        self.show = show
        self.log = log
        self.heard: list[CommentItem] = []
        self.said: list[CommentItem] = []
        self.figures: list[Kpi | Flagged] = []
        self.gifts: list[GiftItem] = []
        self.pages: dict[int, int] = {}
        self.was_ahead = False
        self.link = RoomLink(LossyBus(net, name), self, self)
        self.link.hello()

    recent: list[CommentItem] = []

    def stamp(self) -> Stamp:
        return Stamp(Clock.now, 1, self.show, 1, None, None, False)

    def hear(self, items: Sequence[CommentItem]) -> None:
        self.heard += items

    def kpi(self, frame: Kpi | Flagged) -> None:
        self.figures.append(frame)

    def gifted_elsewhere(self, items: Sequence[GiftItem]) -> None:
        self.gifts += items

    def is_ahead(self) -> None:
        self.was_ahead = True

    def opened_elsewhere(self, viewer: int, pages: int) -> None:
        self.pages[viewer] = pages

    def add(self, kind: str, **columns: Any) -> bool:
        self.log.append((kind, columns["viewer"], columns.get("ms", 0)))
        return True

    def enter(self, viewer: int, resumes: bool = False) -> None:
        self.crowd.enter(viewer, "", resumes, self.stamp())

    def leave(self, viewer: int) -> None:
        self.crowd.leave(viewer, Clock.now)

    def like(self, viewer: int, n: int) -> None:
        self.crowd.like(viewer, n, self.stamp().columns())


def nodes(*names: str) -> tuple[Net, list[Node], list[Fact]]:
    net, Clock.now = Net(), 1_000_000
    log: list[Fact] = []
    return net, [Node(net, name, log) for name in names], log


def tick(*found: Node) -> None:
    for node in found:
        node.link.pulse(node.said)
        node.said = []


def run(ms: int, *found: Node) -> None:
    """Ticks of 200 ms, and what happens every second."""
    for _ in range(0, ms, 200):
        Clock.now += 200
        tick(*found)
        if Clock.now % 1000 == 0:
            for node in found:
                node.crowd.beat(node.stamp())
                node.link.beat()


def visits(log: list[Fact]) -> list[str]:
    return [kind for kind, _, _ in log if kind in ("enter", "leave")]


def watched(log: list[Fact]) -> int:
    return sum(ms for _, _, ms in log)


_STEPS = st.lists(
    st.tuples(
        st.sampled_from(["enter", "leave", "like", "tick", "cut", "heal"]),
        st.integers(0, 2), st.integers(1, 12),
    ),
    max_size=60,
)  # fmt: skip


@given(_STEPS, st.randoms(use_true_random=False))
def test_counters_and_viewers_agree_after_any_loss(
    steps: list[tuple[str, int, int]], chance: Any
) -> None:
    net, found, log = nodes("a", "b", "c")
    net.loses = lambda: chance.random() < 0.3
    open_pages: set[tuple[int, int]] = set()
    for what, who, n in steps:
        node = found[who]
        if what == "enter" and (who, n) not in open_pages:
            open_pages.add((who, n))
            node.enter(n)
        elif what == "leave" and (who, n) in open_pages:
            open_pages.discard((who, n))
            node.leave(n)
        elif what == "like":
            node.like(n, n)
        elif what == "cut":
            net.cut.add("abc"[who])
        elif what == "heal":
            net.cut.clear()
        else:
            run(200, *found)
    net.loses, net.cut = lambda: False, set()
    run(4000, *found)
    liked = sum(n for what, _, n in steps if what == "like")
    entered = {viewer for kind, viewer, _ in log if kind == "enter"}
    for node in found:
        assert node.crowd.likes == liked
        assert set(node.crowd.seen) == entered
        assert node.crowd.online(Clock.now) == len(open_pages)
    assert {name: set(peer.here) for name, peer in found[0].crowd.peers.nodes.items()} == {
        name: {v for where, v in open_pages if where == index}
        for index, name in ((1, "b"), (2, "c"))
    }


def test_likes_of_a_node_that_died_stay_and_its_next_life_adds_to_them() -> None:
    net, [one, two], log = nodes("gateway.1", "gateway-2.1")
    one.like(7, 30)
    tick(one)
    net.cut.add("gateway.1")  # kill -9
    run(5000, two)
    again = Node(net, "gateway.2", log)
    again.like(7, 4)
    run(1000, again, two)
    assert (again.crowd.likes, two.crowd.likes) == (34, 34)


def test_a_viewer_who_moves_within_the_grace_makes_one_visit() -> None:
    _, [one, two], log = nodes("a", "b")
    one.enter(7)
    run(3000, one, two)
    one.leave(7)
    run(1000, one, two)
    two.enter(7)
    run(5000, one, two)
    two.leave(7)
    run(LEAVE_AFTER_MS + 1000, one, two)
    assert visits(log) == ["enter", "leave"]
    assert watched(log) == 3000 + 5000


def test_a_viewer_who_moves_there_and_back_makes_one_visit() -> None:
    _, [one, two], log = nodes("a", "b")
    for node in (one, two, one):
        node.enter(7)
        run(2000, one, two)
        node.leave(7)
        run(400, one, two)
    run(LEAVE_AFTER_MS + 1000, one, two)
    assert visits(log) == ["enter", "leave"]
    assert watched(log) == 6000


def test_a_viewer_who_comes_back_after_the_grace_makes_another_visit() -> None:
    _, [one, two], log = nodes("a", "b")
    one.enter(7)
    run(1000, one, two)
    one.leave(7)
    run(LEAVE_AFTER_MS + 1000, one, two)
    two.enter(7)
    assert visits(log) == ["enter", "leave", "enter"]


def test_a_viewer_on_two_nodes_is_watched_once() -> None:
    _, [one, two], log = nodes("a", "b")
    two.enter(7)
    run(2000, one, two)
    one.enter(7)
    run(2 * HEARTBEAT_MS, one, two)
    one.leave(7)
    run(2 * HEARTBEAT_MS, one, two)
    two.leave(7)
    run(LEAVE_AFTER_MS + 1000, one, two)
    assert visits(log) == ["enter", "leave"]
    whole = 2000 + 4 * HEARTBEAT_MS
    assert whole - 400 <= watched(log) <= whole + 400


def test_the_viewers_of_a_node_that_died_go_on_with_their_visits() -> None:
    net, [one, two], log = nodes("a", "b")
    for viewer in range(20):
        one.enter(viewer)
    run(1000, one, two)
    net.cut.add("a")
    run(6000, two)
    assert two.crowd.online(Clock.now) == 0
    for viewer in range(20):
        two.enter(viewer)
    assert visits(log) == ["enter"] * 20
    assert two.crowd.online(Clock.now) == 20


def test_a_new_show_counts_everybody_once() -> None:
    _, [one, two], log = nodes("a", "b")
    one.enter(7)
    two.enter(7)
    two.enter(8)
    two.like(8, 3)
    run(1000, one, two)
    log.clear()
    for node in (two, one):
        node.crowd.end_show(node.stamp())
        node.show = 6
        node.crowd.begin_show(node.stamp())
        tick(one, two)
    run(2000, one, two)
    assert sorted(log, key=lambda fact: fact[1])[0][1] == 7
    assert sorted(viewer for kind, viewer, _ in log if kind == "enter") == [7, 8]
    assert [len(node.crowd.seen) for node in (one, two)] == [2, 2]
    assert [node.crowd.likes for node in (one, two)] == [0, 0]


def test_nodes_whose_names_hash_alike_number_comments_apart() -> None:
    _, [one, two], _ = nodes("a", "b")
    two.slot = one.slot
    run(1000, one, two)
    assert one.slot != two.slot


def test_a_node_that_read_more_of_the_reliable_lane_wakes_the_other() -> None:
    _, [one, two], _ = nodes("a", "b")
    one.state = state(seq=9)
    run(1000, one, two)
    assert (one.was_ahead, two.was_ahead) == (False, True)


def test_pages_of_a_viewer_on_both_nodes_are_told() -> None:
    _, [one, two], _ = nodes("a", "b")
    one.enter(7)
    tick(one)
    two.enter(7)
    two.link.opened(7, 5)
    two.link.opened(8, 5)
    tick(two)
    assert (one.pages, two.pages) == ({7: 5}, {})


def test_staff_of_other_nodes_read_figures_and_flags() -> None:
    _, [one, two], _ = nodes("a", "b")
    frames = [
        Kpi(show=5, at=1, lag_ms=0, values={"gmv": 1.0}),
        Flagged(
            viewer=7, name="阿月", text="加微信", at=1, word="微信", category="contact",
            grade="block", via="plain", start=1, end=3,
        ),
    ]  # fmt: skip
    for frame in frames:
        one.link.figures(frame)
    assert (one.figures, two.figures) == ([], frames)


def test_gifts_are_seen_on_other_nodes_once() -> None:
    _, [one, two], _ = nodes("a", "b")
    rose = GiftItem(1, 7, "阿月", 1, "玫瑰", "🌹", 1, 3, 1)
    one.link.gave(rose)
    run(1000, one, two)
    assert (one.gifts, two.gifts) == ([], [rose])


def test_a_message_that_cannot_be_read_is_stepped_over() -> None:
    net, [one, two], _ = nodes("a", "b")
    for junk in (b"", b"\xff", b"\x91\xa1z", b"\x93\xa1p\xa1a\xc0"):
        net.buses[0].publish("room.1", junk)
    one.like(7, 2)
    tick(one)
    assert two.crowd.likes == 2


@given(st.sets(st.integers(1, 2**62)), st.sets(st.integers(1, 2**62)))
def test_sets_that_differ_are_made_equal_by_their_differing_buckets(
    ours: set[int], theirs: set[int]
) -> None:
    one, two = ViewerSet(ours), ViewerSet(theirs)
    assert (one.digest == two.digest) == (ours == theirs)
    for source, target in ((one, two), (two, one)):
        for part in source.differing(target.digests(), 10**6).values():
            for viewer in unpack(pack(part)):
                target.add(viewer)
    assert set(one) == set(two) == ours | theirs
    assert one.digest == two.digest


def test_a_hundred_thousand_viewers_come_to_a_fresh_node_in_parts() -> None:
    net, [one, two], _ = nodes("a", "b")
    net.cut.add("b")
    one.crowd.learn(range(1, 100_001))
    net.cut.clear()
    run(6000, one, two)
    assert len(two.crowd.seen) == 100_000


def test_a_sample_of_samples_is_a_sample_of_all() -> None:
    said = [CommentItem(number * 7919, 1, "", "", 1) for number in range(300)]
    parts = sample(said[:200]), sample(said[200:])
    assert sample(sorted(parts[0] + parts[1], key=lambda one: one.id)) == sample(said)


def test_each_comment_has_the_same_chance_whatever_its_node() -> None:
    """1,000 ticks of 120 comments of one node and 60 of another: two thirds, as exactly as 3 σ."""
    chosen = 0
    for at in range(1000):
        ids = [(at * 200 + n) * 1000 + (17 if n % 3 else 803) for n in range(180)]
        shown = sample([CommentItem(id, 1, "", "", 1) for id in ids])
        assert len(shown) == COMMENTS_PER_TICK
        chosen += sum(item.id % 1000 == 17 for item in shown)
    share = chosen / (1000 * COMMENTS_PER_TICK)
    assert abs(share - 2 / 3) < 0.0075
