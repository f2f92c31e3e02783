"""Attacks that rules may be tuned on. Each is set into an honest crowd."""

from __future__ import annotations

from tests.risk.replays import honest
from tests.risk.replays.stage import (
    DAY,
    LENGTH,
    LIKE_FRAME,
    MINUTE,
    SECOND,
    START,
    Person,
    Stage,
)

_CROWD = 220


def join(stage: Stage, who: Person, within: int = 2 * MINUTE) -> None:
    stage.hello(who, START + stage.rng.randint(0, within))
    stage.pings([who], hidden=0)


def new_account(stage: Stage) -> int:
    return START - int(stage.rng.uniform(0, 2) * DAY)


def like_flood_steady(stage: Stage) -> None:
    """A script per account: 25 likes in every frame, for minutes."""
    honest.crowd(stage, _CROWD)
    for _ in range(12):
        who = stage.abuser()
        join(stage, who)
        at = who.joined + stage.rng.randint(5, 60) * SECOND
        end = at + stage.rng.randint(3, 9) * MINUTE
        while at < end:
            stage.likes(who, at, 25)
            at += LIKE_FRAME


def like_flood_human(stage: Stage) -> None:
    """The rate of a finger, with its tremor, but of one that never rests."""
    honest.crowd(stage, _CROWD)
    for _ in range(15):
        who = stage.abuser()
        join(stage, who)
        at = who.joined + stage.rng.randint(5, 60) * SECOND
        rate = stage.rng.uniform(4, 7) * LIKE_FRAME / SECOND
        while at < START + LENGTH:
            stage.likes(who, at, max(0, round(stage.rng.gauss(rate, rate * 0.3))))
            at += LIKE_FRAME + stage.rng.randint(0, 100)


def vote_ring_few_devices(stage: Stage) -> None:
    """40 accounts on five devices behind three addresses, each voting at leisure."""
    honest.crowd(stage, _CROWD)
    devices = [stage.word() for _ in range(5)]
    addresses = [stage.home() for _ in range(3)]
    for _ in range(40):
        who = stage.abuser(
            device=stage.rng.choice(devices), address=stage.rng.choice(addresses),
            born=new_account(stage),
        )  # fmt: skip
        join(stage, who)
        honest.take_part(stage, who, 0.9)


def vote_ring_lockstep(stage: Stage) -> None:
    """30 old accounts on devices and addresses of their own, told the moment by one script."""
    honest.crowd(stage, _CROWD)
    ring = [stage.abuser() for _ in range(30)]
    for who in ring:
        join(stage, who)
    for moment in stage.rounds:
        said = stage.rng.uniform(1500, 6000)
        for who in ring:
            if stage.rng.random() < 0.9:
                stage.act(who, moment, said + stage.rng.uniform(-250, 250))


def packet_ring_instant(stage: Stage) -> None:
    """20 scripts that take before an eye can see."""
    honest.crowd(stage, _CROWD)
    for _ in range(20):
        who = stage.abuser()
        join(stage, who)
        for moment in stage.rounds:
            if stage.rng.random() < 0.95:
                stage.act(who, moment, stage.rng.uniform(30, 140))


def draw_sybils_fresh(stage: Stage) -> None:
    """50 accounts of today, made on six devices, that only enter draws."""
    honest.crowd(stage, _CROWD)
    devices = [(stage.word(), stage.home()) for _ in range(6)]
    for _ in range(50):
        device, address = stage.rng.choice(devices)
        who = stage.abuser(device=device, address=address, born=new_account(stage))
        join(stage, who)
        for moment in stage.rounds[::2]:
            stage.act(who, moment, stage.rng.uniform(2000, 25_000))


def spam_spaced(stage: Stage) -> None:
    """An address of another seller, torn apart by spaces and signs."""
    honest.crowd(stage, _CROWD)
    for _ in range(8):
        who = stage.abuser()
        join(stage, who)
        at = float(who.joined + 20 * SECOND)
        while at < START + LENGTH:
            text = stage.rng.choice(
                ("加微信abc5566领同款", "同款半价加vx abc5566", "私我微信abc5566")
            )
            gap = stage.rng.choice((" ", ".", "*", "-", "·"))
            torn = "".join(char + (gap if stage.rng.random() < 0.6 else "") for char in text)
            stage.comment(who, int(at), torn)
            at += stage.rng.uniform(15, 45) * SECOND


def spam_homoglyph(stage: Stage) -> None:
    """The same in letters that look alike."""
    honest.crowd(stage, _CROWD)
    look = {
        "a": "аɑａ", "b": "ЬƄｂ", "c": "сϲｃ", "v": "ѵνｖ", "x": "хχｘ", "5": "５５五",
        "6": "６６六", "微": "薇徽微", "信": "信伩杺",
    }  # fmt: skip
    for _ in range(8):
        who = stage.abuser(born=new_account(stage))
        join(stage, who)
        at = float(who.joined + 20 * SECOND)
        while at < START + LENGTH:
            text = stage.rng.choice(
                ("加微信abc5566领同款", "便宜一半vx abc5566", "厂家直销加vxabc5566")
            )
            seen = (stage.rng.choice(look[char]) if char in look else char for char in text)
            stage.comment(who, int(at), "".join(seen))
            at += stage.rng.uniform(20, 50) * SECOND


def farm_sequence(stage: Stage) -> None:
    """36 phones in one rack, storage cleared, driven one after the other by one loop."""
    honest.crowd(stage, _CROWD)
    address = stage.home()
    rack = [stage.abuser(address=address, born=new_account(stage)) for _ in range(36)]
    for k, who in enumerate(rack):
        stage.hello(who, START + 30 * SECOND + k * 900)
        stage.pings([who], hidden=0)
    for moment in stage.rounds:
        first = stage.rng.uniform(600, 1200)
        for k, who in enumerate(rack):
            stage.act(who, moment, first + k * 350 + stage.rng.uniform(-30, 30))
