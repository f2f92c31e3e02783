"""The fourth held-out set: frozen after the third was opened, before rules changed again."""

from __future__ import annotations

from tests.risk.replays import honest
from tests.risk.replays.attacks import join, new_account
from tests.risk.replays.stage import DAY, LENGTH, LIKE_FRAME, MINUTE, SECOND, START, Stage

_CROWD = 220


def slow_and_steady(stage: Stage) -> None:
    """70 older viewers who take eight to twelve seconds, much alike each time."""
    honest.crowd(stage, 180)
    for _ in range(70):
        who = stage.person(reaction=stage.rng.uniform(8000, 12_000), zeal=0.2)
        honest.arrive(stage, who)
        honest.talk(stage, who)
        honest.take_part(stage, who, 0.9)
        stage.pings([who])


def regulars_of_a_cafe(stage: Stage) -> None:
    """25 guests on one wireless net, quick and fond of it, cheer and enter together."""
    honest.crowd(stage, 200)
    address = stage.home()
    guests = [stage.person(address=address, reaction=1000, zeal=0.9) for _ in range(25)]
    for who in guests:
        stage.hello(who, START + stage.rng.randint(0, 3) * MINUTE)
        honest.like_now_and_then(stage, who)
        honest.answer_calls(stage, who, 0.8)
        honest.take_part(stage, who, 0.95)
    stage.pings(guests)


def hot_packet(stage: Stage) -> None:
    """Every round is a gift, unannounced, and 90 % of a room of quick people take it at once."""
    stage.rounds = [type(one)(one.target, one.at, announced=False) for one in stage.rounds]
    people = [stage.person() for _ in range(300)]
    for who in people:
        who.reaction = stage.rng.lognormvariate(7.2, 0.25)
        honest.arrive(stage, who)
        honest.like_now_and_then(stage, who)
        honest.talk(stage, who)
        honest.take_part(stage, who, 0.9)
    stage.pings(people)


def sellers_questions(stage: Stage) -> None:
    """Buyers who ask the same question again, and tell their size, weight and order number."""
    people = honest.crowd(stage, 240)
    for who in people[:80]:
        number = stage.rng.randint(10_000_000, 99_999_999)
        asked = stage.rng.choice(("什么时候发货订单", "帮我看下订单", "退款到了吗订单"))
        for _ in range(3):
            at = stage.rng.randint(who.joined, START + LENGTH - MINUTE)
            stage.comment(who, at, f"{asked}{number}")


def like_flood_trickle(stage: Stage) -> None:
    """18 scripts at three likes a second from the first minute to the last."""
    honest.crowd(stage, _CROWD)
    for _ in range(18):
        who = stage.abuser()
        join(stage, who)
        at = who.joined + 10 * SECOND
        while at < START + LENGTH:
            stage.likes(who, at, max(0, round(stage.rng.gauss(1.6, 0.6))))
            at += LIKE_FRAME + stage.rng.randint(0, 60)


def vote_ring_late(stage: Stage) -> None:
    """26 accounts that enter nothing before the middle, then as one, within 350 ms."""
    honest.crowd(stage, _CROWD)
    ring = [stage.abuser() for _ in range(26)]
    for who in ring:
        join(stage, who)
    for moment in stage.rounds[4:]:
        said = stage.rng.uniform(1500, 12_000)
        for who in ring:
            stage.act(who, moment, said + stage.rng.uniform(-350, 350))


def packet_ring_polite(stage: Stage) -> None:
    """22 scripts that wait 1200 ms, give or take 100, and like a little."""
    honest.crowd(stage, _CROWD)
    for _ in range(22):
        who = stage.abuser()
        join(stage, who)
        honest.like_now_and_then(stage, who)
        for moment in stage.rounds:
            stage.act(who, moment, stage.rng.gauss(1200, 100))


def sybils_of_a_studio(stage: Stage) -> None:
    """60 accounts, aged and new, on eight phones behind one address."""
    honest.crowd(stage, _CROWD)
    address, devices = stage.home(), [stage.word() for _ in range(8)]
    for k in range(60):
        born = START - int(stage.rng.uniform(0, 400) * DAY)
        who = stage.abuser(address=address, device=devices[k % 8], born=born)
        join(stage, who, 4 * MINUTE)
        honest.take_part(stage, who, 0.7)


def farm_cleared_twice(stage: Stage) -> None:
    """30 emulators behind two addresses that clear their storage and work to the second."""
    honest.crowd(stage, _CROWD)
    homes = [stage.home(), stage.home()]
    for _ in range(30):
        who = stage.abuser(address=stage.rng.choice(homes), born=new_account(stage))
        for at in range(START, START + LENGTH, 2 * MINUTE):
            stage.hello(who, at + stage.rng.randint(0, 20_000), device=stage.word())
        for moment in stage.rounds:
            stage.act(who, moment, 2000 + stage.rng.uniform(0, 600))


def spam_links(stage: Stage) -> None:
    """Addresses of shops, with the dot written out, torn or in wide letters."""
    honest.crowd(stage, _CROWD)
    for _ in range(8):
        who = stage.abuser()
        join(stage, who)
        at = float(who.joined + 20 * SECOND)
        name = stage.rng.choice(("haohuo", "zhijia", "pinzhi")) + str(stage.rng.randint(10, 99))
        while at < START + LENGTH:
            dot = stage.rng.choice((".", " . ", "点", "．"))
            where = stage.rng.choice(("去", "同款在", "看"))
            said = f"{where} {name}{dot}com {stage.rng.random():.2f}折"
            stage.comment(who, int(at), said)
            at += stage.rng.uniform(20, 50) * SECOND


def mixed_fourth(stage: Stage) -> None:
    """A late ring, polite packets and a studio in one room."""
    vote_ring_late(stage)
    packet_ring_polite(stage)
    sybils_of_a_studio(stage)
