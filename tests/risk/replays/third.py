"""The third held-out set: frozen after the second was opened, before rules changed again."""

from __future__ import annotations

from tests.risk.replays import honest
from tests.risk.replays.attacks import join, new_account
from tests.risk.replays.stage import DAY, LENGTH, LIKE_FRAME, MINUTE, SECOND, START, Stage

_CROWD = 220


def like_challenge(stage: Stage) -> None:
    """Three times the host asks for a minute of likes without a stop, and 70 % keep it up."""
    people = honest.crowd(stage, 260)
    for call in (START + 3 * MINUTE, START + 7 * MINUTE, START + 11 * MINUTE):
        for who in people:
            if who.joined < call and stage.rng.random() < 0.7:
                at = call + stage.rng.randint(500, 4000)
                honest.burst(stage, who, at, stage.rng.uniform(40, 60), stage.rng.uniform(4, 9))


def classroom(stage: Stage) -> None:
    """45 pupils behind one address, five to a tablet."""
    honest.crowd(stage, 180)
    address = stage.home()
    for _ in range(9):
        device = stage.word()
        honest.live(stage, [stage.person(device=device, address=address) for _ in range(5)])


def reminder_rush(stage: Stage) -> None:
    """A reminder brings 220 people within ten seconds; many greet with the same word."""
    people = [stage.person() for _ in range(220)]
    for who in people:
        stage.hello(who, START + 30 * SECOND + stage.rng.randint(0, 10_000))
        honest.like_now_and_then(stage, who)
        honest.talk(stage, who)
        honest.take_part(stage, who)
        if stage.rng.random() < 0.5:
            stage.comment(who, who.joined + stage.rng.randint(2000, 9000), "我来了")
    stage.pings(people)


def gamers(stage: Stage) -> None:
    """60 people with quick hands: 600 to 900 ms, every round."""
    honest.crowd(stage, 180)
    for _ in range(60):
        who = stage.person(reaction=stage.rng.uniform(600, 900))
        honest.arrive(stage, who)
        honest.like_now_and_then(stage, who)
        honest.talk(stage, who)
        honest.take_part(stage, who, 0.95)
        stage.pings([who])


def lurkers(stage: Stage) -> None:
    """100 who only ever vote, half of them new this week, each at home."""
    honest.crowd(stage, 180)
    for k in range(100):
        born = START - int(stage.rng.uniform(0, 7) * DAY) if k % 2 else stage.age()
        who = stage.person(born=born)
        honest.arrive(stage, who)
        honest.take_part(stage, who, 0.8)
        stage.pings([who])


def like_flood_short(stage: Stage) -> None:
    """30 accounts, each at 20 a second for 40 seconds, twice."""
    honest.crowd(stage, _CROWD)
    for _ in range(30):
        who = stage.abuser()
        join(stage, who)
        for _ in range(2):
            at = stage.rng.randint(who.joined, START + LENGTH - 2 * MINUTE)
            end = at + 40 * SECOND
            while at < end:
                stage.likes(who, at, max(0, round(stage.rng.gauss(10, 2))))
                at += LIKE_FRAME


def vote_ring_two_waves(stage: Stage) -> None:
    """36 accounts at homes of their own, called in two waves, each within 400 ms."""
    honest.crowd(stage, _CROWD)
    waves = [[stage.abuser() for _ in range(18)] for _ in range(2)]
    for wave in waves:
        for who in wave:
            join(stage, who)
    for moment in stage.rounds:
        for wave in waves:
            said = stage.rng.uniform(1200, 9000)
            for who in wave:
                if stage.rng.random() < 0.9:
                    stage.act(who, moment, said + stage.rng.uniform(-400, 400))


def sybils_by_turns(stage: Stage) -> None:
    """Six young accounts on each of eight phones, logged in one after the other."""
    honest.crowd(stage, _CROWD)
    for _ in range(8):
        device, address = stage.word(), stage.home()
        for k in range(6):
            who = stage.abuser(device=device, address=address, born=new_account(stage))
            stage.hello(who, START + k * 20 * SECOND)
            honest.take_part(stage, who, 0.85)


def packet_ring_variable(stage: Stage) -> None:
    """24 scripts with one moment a round, 300 to 2500 ms, within 200 ms; they like and talk."""
    honest.crowd(stage, _CROWD)
    ring = [stage.abuser() for _ in range(24)]
    for who in ring:
        join(stage, who)
        honest.like_now_and_then(stage, who)
        honest.talk(stage, who)
    for moment in stage.rounds:
        said = stage.rng.uniform(300, 2500)
        for who in ring:
            if stage.rng.random() < 0.9:
                stage.act(who, moment, said + stage.rng.uniform(-200, 200))


def farm_slow_row(stage: Stage) -> None:
    """30 phones in one rack, each with an address of the same block, 1.5 s after one another."""
    honest.crowd(stage, _CROWD)
    block = stage.home().rsplit(".", 1)[0]
    rack = [stage.abuser(address=f"{block}.{k + 10}", born=new_account(stage)) for k in range(30)]
    for who in rack:
        join(stage, who, 60 * SECOND)
    for moment in stage.rounds:
        for k, who in enumerate(stage.rng.sample(rack, len(rack))):
            stage.act(who, moment, 1000 + k * 1500 + stage.rng.uniform(-200, 200))


def spam_hearts(stage: Stage) -> None:
    """A contact with hearts and flowers between its letters, in sentences that vary."""
    honest.crowd(stage, _CROWD)
    for _ in range(9):
        who = stage.abuser()
        join(stage, who)
        name = f"{stage.rng.choice(('lk', 'mm', 'zy'))}{stage.rng.randint(10_000, 99_999)}"
        at = float(who.joined + 20 * SECOND)
        while at < START + LENGTH:
            head = stage.rng.choice(("薇", "+V", "加微", "威信", "➕薇"))
            tail = stage.rng.choice(("送试用装", "内部价", "领福利", "一件代发"))
            flower = stage.rng.choice("❤🌸✨💗")
            stage.comment(who, int(at), f"{head}{flower.join(name)}{tail}")
            at += stage.rng.uniform(20, 60) * SECOND


def mixed_third(stage: Stage) -> None:
    """A variable ring, sybils by turns and short floods, each in its own crowd, in one room."""
    packet_ring_variable(stage)
    sybils_by_turns(stage)
    like_flood_short(stage)
