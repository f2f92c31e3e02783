"""Honest people: an ordinary evening, and the crowds that look like an attack but are none."""

from __future__ import annotations

from tests.risk.replays.stage import LENGTH, LIKE_FRAME, MINUTE, SECOND, START, Person, Stage

_WORDS = (
    "这个多少钱", "能机洗吗", "会不会缩水", "已拍", "好看", "主播今天好美", "什么时候发货",
    "有没有大码", "165 110斤穿什么码", "上次买的很好用", "给我讲讲3号", "还有优惠吗", "蹲一个返场",
    "可以便宜点吗", "包邮吗新疆", "质量怎么样", "哈哈哈哈", "声音有点小", "刚来", "是纯棉的吗",
    "拍了两套", "什么时候补货", "颜色有几个", "666", "支持", "退货有运费险吗", "孩子能用吗",
    "我的订单改下地址", "为什么领不了券", "冲",
)  # fmt: skip
_TAILS = ("", "", "", "呀", "呢", "啊", "?", "!", "~", " 谢谢", "宝", "哦")
_ONES = ("1", "1", "扣1", "11", "111", "1!", "1111", "扣1扣1")


def crowd(stage: Stage, size: int = 240, **known: object) -> list[Person]:
    """Ordinary viewers: most behind a carrier's NAT, the others at home."""
    carriers = [stage.home() for _ in range(6)]
    people = []
    for _ in range(size):
        who = stage.person(**known)
        if "address" not in known and stage.rng.random() < 0.6:
            who.address = stage.rng.choice(carriers)
        people.append(who)
    live(stage, people)
    return people


def live(stage: Stage, people: list[Person]) -> None:
    """Come, like, talk, take part, each in their own way."""
    for who in people:
        arrive(stage, who)
        like_now_and_then(stage, who)
        talk(stage, who)
        answer_calls(stage, who)
        take_part(stage, who)
    stage.pings(people)


def arrive(stage: Stage, who: Person) -> None:
    late = 0 if stage.rng.random() < 0.4 else stage.rng.uniform(0, 10 * MINUTE)
    stage.hello(who, START + int(late + stage.rng.uniform(0, 40) * SECOND))


def like_now_and_then(stage: Stage, who: Person) -> None:
    """Bursts of taps with rests between them."""
    at = who.joined + stage.rng.expovariate(1 / (90 * SECOND))
    while at < START + LENGTH:
        burst(stage, who, int(at), stage.rng.lognormvariate(1.6, 0.8), stage.rng.uniform(3, 7))
        at += stage.rng.expovariate(who.zeal / (90 * SECOND)) + 10 * SECOND


def burst(stage: Stage, who: Person, at: int, seconds: float, rate: float) -> None:
    """A finger tapping ``rate`` times a second, as the page sends it."""
    end = at + int(min(seconds, 60.0) * SECOND)
    while at < end:
        mean = rate * LIKE_FRAME / SECOND
        stage.likes(who, at, max(0, round(stage.rng.gauss(mean, mean * 0.35))))
        at += LIKE_FRAME + stage.rng.randint(0, 120)


def talk(stage: Stage, who: Person) -> None:
    at = who.joined + stage.rng.expovariate(1 / (4 * MINUTE))
    while at < START + LENGTH:
        text = stage.rng.choice(_WORDS) + stage.rng.choice(_TAILS)
        stage.comment(who, int(at), text)
        at += stage.rng.expovariate(who.zeal / (3 * MINUTE)) + 6 * SECOND


def answer_calls(stage: Stage, who: Person, share: float = 0.3) -> None:
    """The host asks everybody for a 1: a burst that is honest."""
    for call in stage.calls:
        if call > who.joined and stage.rng.random() < share:
            at = call + stage.rng.lognormvariate(7.8, 0.5)
            stage.comment(who, int(at), stage.rng.choice(_ONES))


def take_part(stage: Stage, who: Person, share: float | None = None) -> None:
    """Enter rounds: each person has a pace, and each time differs from it."""
    mine = stage.rng.betavariate(2, 2) if share is None else share
    for moment in stage.rounds:
        if moment.at < who.joined or stage.rng.random() > mine:
            continue
        if moment.announced and stage.rng.random() < 0.6:
            delay = max(5.0, stage.rng.lognormvariate(5.9, 0.6))
        else:
            delay = max(420.0, who.reaction * stage.rng.lognormvariate(0, 0.45))
        stage.act(who, moment, delay)


def evening_crowd(stage: Stage) -> None:
    """Nothing special."""
    crowd(stage, 400)


def campus_nat(stage: Stage) -> None:
    """A dormitory: 120 students behind one address, half of them new since today."""
    crowd(stage, 160)
    address = stage.home()
    fresh = [START - stage.rng.randint(0, 20) * 60 * MINUTE for _ in range(60)]
    students = [stage.person(address=address, born=born) for born in fresh]
    students += [stage.person(address=address) for _ in range(60)]
    live(stage, students)


def family_devices(stage: Stage) -> None:
    """Families of two to four log in and out on one tablet, and share the home's address."""
    crowd(stage, 160)
    for _ in range(25):
        device, address = stage.word(), stage.home()
        size = stage.rng.randint(2, 4)
        live(stage, [stage.person(device=device, address=address) for _ in range(size)])


def fast_tappers(stage: Stage) -> None:
    """Two thumbs, 9 to 13 taps a second for half a minute at most, then a rest."""
    crowd(stage, 160)
    tappers = [stage.person(zeal=0.9) for _ in range(40)]
    live(stage, tappers)
    for who in tappers:
        at = who.joined + stage.rng.randint(5, 60) * SECOND
        while at < START + LENGTH:
            length = stage.rng.uniform(5, 30)
            burst(stage, who, at, length, stage.rng.uniform(9, 13))
            at += int((length + stage.rng.uniform(15, 90)) * SECOND)


def host_calls(stage: Stage) -> None:
    """The host asks for 1 and for likes every minute, and nearly everybody obeys at once."""
    stage.calls = [START + k * MINUTE for k in range(2, 14)]
    people = crowd(stage, 250)
    for who in people:
        answer_calls(stage, who, 0.5)
        for call in stage.calls:
            if call > who.joined and stage.rng.random() < 0.5:
                at = call + int(stage.rng.lognormvariate(7.6, 0.5))
                burst(stage, who, at, stage.rng.uniform(3, 12), stage.rng.uniform(4, 9))


def returning_pages(stage: Stage) -> None:
    """A weak net: pages come back every minute, some from another address."""
    people = crowd(stage, 220)
    for who in people:
        at = who.joined
        while (at := at + stage.rng.randint(20, 120) * SECOND) < START + LENGTH:
            if stage.rng.random() < 0.3:
                who.address = stage.home()
            stage.hello(who, at)


def countdown_rush(stage: Stage) -> None:
    """3-2-1: every round is announced, and everybody takes part in the first second."""
    stage.rounds = [type(one)(one.target, one.at, announced=True) for one in stage.rounds]
    for who in crowd(stage, 320):
        if stage.rng.random() < 0.7:
            take_part(stage, who, 0.9)


def carrier_nat(stage: Stage) -> None:
    """500 phones of one province behind a single address."""
    crowd(stage, 500, address=stage.home())


def office_party(stage: Stage) -> None:
    """30 colleagues in one room enter every round together, as fast as they can."""
    crowd(stage, 200)
    address = stage.home()
    for _ in range(30):
        who = stage.person(address=address, reaction=stage.rng.uniform(900, 1800))
        stage.hello(who, START + stage.rng.randint(0, 60) * SECOND)
        like_now_and_then(stage, who)
        talk(stage, who)
        take_part(stage, who, 0.98)


def fan_chant(stage: Stage) -> None:
    """A fan club of 60 repeats its slogan, word for word, whenever the host is praised."""
    crowd(stage, 200)
    slogan = "云禾家居一路生花阿月姐姐永远最棒"
    fans = [stage.person(zeal=0.9) for _ in range(60)]
    live(stage, fans)
    for call in [START + k * 2 * MINUTE for k in range(1, 7)]:
        for who in fans:
            if call > who.joined and stage.rng.random() < 0.7:
                at = call + int(stage.rng.lognormvariate(8.5, 0.6))
                stage.comment(who, at, slogan + "!" * stage.rng.randint(0, 3))
