"""Attacks held out: nobody looks at how the guard does on them while its rules are made."""

from __future__ import annotations

from tests.risk.replays import attacks, honest
from tests.risk.replays.attacks import join, new_account
from tests.risk.replays.stage import DAY, LENGTH, LIKE_FRAME, MINUTE, SECOND, START, Stage

_CROWD = 220


def like_flood_jittered(stage: Stage) -> None:
    """Rates that wander between 6 and 20 a second, with a short pause now and then."""
    honest.crowd(stage, _CROWD)
    for _ in range(14):
        who = stage.abuser()
        join(stage, who)
        at, rate = who.joined + stage.rng.randint(5, 60) * SECOND, 10.0
        while at < START + LENGTH:
            rate = min(20.0, max(6.0, rate + stage.rng.gauss(0, 1.5)))
            stage.likes(
                who, at, max(0, round(rate * LIKE_FRAME / SECOND * stage.rng.gauss(1, 0.4)))
            )
            rests = stage.rng.random() < 0.01
            at += LIKE_FRAME + (
                stage.rng.randint(3000, 9000) if rests else stage.rng.randint(0, 200)
            )


def vote_ring_few_addresses(stage: Stage) -> None:
    """30 accounts of this week behind two addresses, each voting within three seconds of a call."""
    honest.crowd(stage, _CROWD)
    addresses = [stage.home() for _ in range(2)]
    ring = [
        stage.abuser(
            address=stage.rng.choice(addresses), born=START - int(stage.rng.uniform(0, 7) * DAY)
        )
        for _ in range(30)
    ]
    for who in ring:
        join(stage, who, 30 * SECOND)
    for moment in stage.rounds:
        said = stage.rng.uniform(4000, 12_000)
        for who in ring:
            stage.act(who, moment, said + stage.rng.uniform(0, 3000))


def packet_ring_paced(stage: Stage) -> None:
    """25 scripts that wait 600 ms, give or take, before they take; homes all over the country."""
    honest.crowd(stage, _CROWD)
    for _ in range(25):
        who = stage.abuser()
        join(stage, who)
        for moment in stage.rounds:
            stage.act(who, moment, max(150.0, stage.rng.gauss(600, 120)))


def draw_sybils_aged(stage: Stage) -> None:
    """48 accounts kept for a year, six to a device, that behave like anybody in draws."""
    honest.crowd(stage, _CROWD)
    devices = [(stage.word(), stage.home()) for _ in range(8)]
    for k in range(48):
        device, address = devices[k % 8]
        aged = START - int(stage.rng.uniform(200, 600) * DAY)
        who = stage.abuser(device=device, address=address, born=aged)
        join(stage, who, 6 * MINUTE)
        honest.take_part(stage, who, 0.8)


def spam_templates(stage: Stage) -> None:
    """Sentences put together anew each time, with one of four numbers to call."""
    honest.crowd(stage, _CROWD)
    heads = ("姐妹们", "家人们", "真的", "偷偷说", "不骗人", "刚发现")
    bodies = ("同款工厂价", "一样的东西便宜一半", "源头货更划算", "这家三折还包邮")
    numbers = ("q 2847193365", "扣扣2847 1933 65", "v我gf7788y", "加V：gf7788y")
    for _ in range(10):
        who = stage.abuser()
        join(stage, who)
        at = float(who.joined + stage.rng.randint(10, 60) * SECOND)
        while at < START + LENGTH:
            parts = [stage.rng.choice(heads), stage.rng.choice(bodies), stage.rng.choice(numbers)]
            stage.comment(who, int(at), stage.rng.choice(("", ",", " ", "~")).join(parts))
            at += stage.rng.uniform(25, 70) * SECOND


def farm_cleared_storage(stage: Stage) -> None:
    """40 emulators behind three addresses: every minute back with another device id."""
    honest.crowd(stage, _CROWD)
    addresses = [stage.home() for _ in range(3)]
    for _ in range(40):
        who = stage.abuser(address=stage.rng.choice(addresses), born=new_account(stage))
        at = START + stage.rng.randint(0, 60) * SECOND
        while at < START + LENGTH:
            stage.hello(who, at, device=stage.word())
            at += stage.rng.randint(40, 90) * SECOND
        for moment in stage.rounds:
            stage.act(who, moment, stage.rng.uniform(700, 5000))


def mixed_in_crowd(stage: Stage) -> None:
    """A like flood, a paced ring and spammers at once, in a room of 500."""
    like_flood_jittered(stage)
    paced_few(stage)
    attacks.spam_spaced(stage)


def paced_few(stage: Stage) -> None:
    """Twelve scripts at 900 ms, give or take; no crowd of their own."""
    for _ in range(12):
        who = stage.abuser()
        join(stage, who)
        for moment in stage.rounds:
            stage.act(who, moment, max(150.0, stage.rng.gauss(900, 150)))
