"""The second held-out set: frozen after the first was opened, before rules changed again."""

from __future__ import annotations

from tests.risk.replays import honest
from tests.risk.replays.attacks import join, new_account
from tests.risk.replays.stage import LENGTH, LIKE_FRAME, MINUTE, SECOND, START, Stage

_CROWD = 220


def households_of_five(stage: Stage) -> None:
    """20 households of three to five, each with one tablet."""
    honest.crowd(stage, 160)
    for _ in range(20):
        device, address = stage.word(), stage.home()
        size = stage.rng.randint(3, 5)
        honest.live(stage, [stage.person(device=device, address=address) for _ in range(size)])


def metro_ride(stage: Stage) -> None:
    """300 passengers behind one address, whose pages come back at every station."""
    riders = honest.crowd(stage, 300, address=stage.home())
    for station in range(START + MINUTE, START + LENGTH, 2 * MINUTE):
        for who in riders:
            if who.joined < station and stage.rng.random() < 0.8:
                stage.hello(who, station + stage.rng.randint(0, 4000))


def factory_shift(stage: Stage) -> None:
    """80 workers behind the plant's address register today; a third only enter draws."""
    honest.crowd(stage, 200)
    address = stage.home()
    for k in range(80):
        born = START - stage.rng.randint(0, 300) * MINUTE
        who = stage.person(address=address, born=born, zeal=0.3)
        honest.arrive(stage, who)
        honest.take_part(stage, who)
        stage.pings([who])
        if k % 3:
            honest.like_now_and_then(stage, who)
            honest.talk(stage, who)


def quiz_night(stage: Stage) -> None:
    """Every two minutes 60 % of the room write the same price they guess, within seconds."""
    people = honest.crowd(stage, 260)
    for asked in range(START + 2 * MINUTE, START + LENGTH, 2 * MINUTE):
        answers = [str(stage.rng.randint(50, 400)) for _ in range(3)]
        for who in people:
            if who.joined < asked and stage.rng.random() < 0.6:
                at = asked + stage.rng.lognormvariate(8.3, 0.5)
                stage.comment(
                    who, int(at), stage.rng.choice(answers) + stage.rng.choice(("", "元", "!"))
                )


def two_nats_and_a_countdown(stage: Stage) -> None:
    """600 phones behind two addresses; half of the rounds are announced."""
    addresses = [stage.home(), stage.home()]
    stage.rounds = [
        type(one)(one.target, one.at, announced=k % 2 == 0) for k, one in enumerate(stage.rounds)
    ]
    people = [stage.person(address=stage.rng.choice(addresses)) for _ in range(600)]
    honest.live(stage, people)


def like_flood_relay(stage: Stage) -> None:
    """20 scripts that relieve one another: a minute of 12 to 18 a second, two minutes of rest."""
    honest.crowd(stage, _CROWD)
    for k in range(20):
        who = stage.abuser()
        join(stage, who)
        at = START + 2 * MINUTE + (k % 3) * MINUTE
        while at < START + LENGTH:
            end, rate = at + stage.rng.randint(60, 90) * SECOND, stage.rng.uniform(12, 18)
            while at < end:
                n = round(stage.rng.gauss(rate * LIKE_FRAME / SECOND, 1.5))
                stage.likes(who, at, max(0, n))
                at += LIKE_FRAME + stage.rng.randint(0, 80)
            at += stage.rng.randint(100, 150) * SECOND


def vote_ring_wide_jitter(stage: Stage) -> None:
    """40 accounts at homes of their own, told the moment, within a second before or after."""
    honest.crowd(stage, _CROWD)
    ring = [stage.abuser() for _ in range(40)]
    for who in ring:
        join(stage, who, 5 * MINUTE)
    for moment in stage.rounds:
        said = stage.rng.uniform(2500, 9000)
        for who in ring:
            if stage.rng.random() < 0.9 and who.joined < moment.at:
                stage.act(who, moment, said + stage.rng.uniform(-900, 900))


def draw_sybils_lively(stage: Stage) -> None:
    """42 accounts, six to a phone, that like and talk like anybody to hide."""
    honest.crowd(stage, _CROWD)
    for _ in range(7):
        device, address = stage.word(), stage.home()
        honest.live(stage, [stage.abuser(device=device, address=address) for _ in range(6)])


def packet_ring_learned(stage: Stage) -> None:
    """20 scripts that take after 450 ms, miss some, and like and talk in between."""
    honest.crowd(stage, _CROWD)
    for _ in range(20):
        who = stage.abuser()
        join(stage, who)
        honest.like_now_and_then(stage, who)
        honest.talk(stage, who)
        for moment in stage.rounds:
            if moment.at > who.joined and stage.rng.random() < 0.85:
                stage.act(who, moment, stage.rng.gauss(450, 60))


def farm_rotating(stage: Stage) -> None:
    """40 phones behind four addresses, each address driven by a loop of its own."""
    honest.crowd(stage, _CROWD)
    racks = [[stage.abuser(address=home, born=new_account(stage)) for _ in range(10)]
             for home in (stage.home() for _ in range(4))]  # fmt: skip
    for rack in racks:
        for who in rack:
            join(stage, who, 60 * SECOND)
        for moment in stage.rounds:
            first = stage.rng.uniform(800, 3000)
            for k, who in enumerate(stage.rng.sample(rack, len(rack))):
                stage.act(who, moment, first + k * 800 + stage.rng.uniform(-90, 90))


def spam_numbers(stage: Stage) -> None:
    """A telephone number in circles, words and wide digits, in ever other sentences."""
    honest.crowd(stage, _CROWD)
    forms = ("0123456789", "⓪①②③④⑤⑥⑦⑧⑨", "零一二三四五六七八九", "０１２３４５６７８９")
    heads = ("联系", "要的打", "工厂直发 电话", "批发找我", "低价清仓")
    for _ in range(9):
        who = stage.abuser(born=new_account(stage))
        join(stage, who)
        number = "13" + "".join(str(stage.rng.randint(0, 9)) for _ in range(9))
        at = float(who.joined + 30 * SECOND)
        while at < START + LENGTH:
            said = "".join(stage.rng.choice(forms)[int(digit)] for digit in number)
            stage.comment(who, int(at), stage.rng.choice(heads) + said)
            at += stage.rng.uniform(25, 60) * SECOND


def mixed_second(stage: Stage) -> None:
    """A ring with wide jitter, a relay of likes, lively sybils, in one room."""
    vote_ring_wide_jitter(stage)
    like_flood_relay(stage)
    for _ in range(3):
        device, address = stage.word(), stage.home()
        honest.live(stage, [stage.abuser(device=device, address=address) for _ in range(7)])
