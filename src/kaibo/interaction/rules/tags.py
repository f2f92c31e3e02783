"""What a comment is: a question, a complaint and of what, praise, an order, or other. Pure.

Keywords and patterns of Chinese live commerce. A complaint that is put as a question
(怎么还不发货) is a complaint; a word of complaint inside a real question (会掉色吗) is not.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple, get_args

Tag = Literal["other", "question", "complaint", "praise", "order"]
Topic = Literal[
    "none", "price", "shipping", "quality", "lag", "service", "stock", "promise", "other"
]  # fmt: skip
TAGS: tuple[Tag, ...] = get_args(Tag)
TOPICS: tuple[Topic, ...] = get_args(Topic)

# Where tag and topic stand in the flags of a comment on the wire.
TAG_SHIFT, TOPIC_SHIFT = 4, 8


class Tagged(NamedTuple):
    """``topic`` is "none" unless the tag is a complaint."""

    tag: Tag
    topic: Topic = "none"

    @property
    def flags(self) -> int:
        """The bits of `CommentItem.flags` that carry it."""
        return TAGS.index(self.tag) << TAG_SHIFT | TOPICS.index(self.topic) << TOPIC_SHIFT


def normal(text: str) -> str:
    """Half-width, lower case, without spaces and punctuation; question and plus marks stay."""
    flat = unicodedata.normalize("NFKC", text).lower()
    return "".join(char for char in flat if char in "?+." or unicodedata.category(char)[0] in "LN")


def classify(text: str) -> Tagged:
    """The tag of a comment; a text without letters or digits is other."""
    words = normal(text)
    if _ORDER.fullmatch(words.rstrip("?.+") or words):
        return Tagged("order")
    if topic := _topic(_SURE, words):
        return Tagged("complaint", topic)
    if _asks(words):
        return Tagged("question")
    if not _GOOD_TURN.search(words) and (topic := _topic(_SAID, words)):
        return Tagged("complaint", topic)
    if _PRAISE.search(words):
        return Tagged("praise")
    return Tagged("order") if _ORDER_PART.search(words) else Tagged("other")


def _topic(table: tuple[tuple[Topic, re.Pattern[str]], ...], words: str) -> Topic | None:
    return next((topic for topic, pattern in table if pattern.search(words)), None)


def _asks(words: str) -> bool:
    return not _GREETING.search(words) and bool(_QUESTION.search(words))


_NUMBER = "[0-9一二两三四五六七八九十]"
_UNIT = "[件套单个箱盒瓶包份双条支只斤组袋罐张床把台]"
_SKU = "[a-z\u4e00-\u9fff]{0,4}[码号色]?"
_ORDER = re.compile(
    rf"""
      扣?{_NUMBER}{{1,2}}|1+|加[1一]|\+1|[0-9]
    | 冲+鸭?|[买要]了?|[买要]了?[买要]了?|想要|我也?要|秒了|秒到了?|抢到[了啦]?.{{0,3}}
    | (我|再|那|给我)?[要来拿]{_NUMBER}{{1,2}}(号链?接?)?({_UNIT}{_SKU})?
    | 我?要[a-z\u4e00-\u9fff]{{0,4}}[码色款]|我?要?{_NUMBER}{{1,2}}号?{_NUMBER}{{1,2}}{_UNIT}
    | (我要)?{_NUMBER}{{1,2}}号(要|来{_NUMBER}{_UNIT})
    | (已|已经|我|刚|马上|这就|{_NUMBER}{{1,2}}号)*(拍下?|下单|付完?款?|买|拿下)[了啦].{{0,6}}
    | (已|已经|我|刚|马上|这就)+(拍|拍下|下单|付款?|付完款?).{{0,6}}
    | (拍|付)[了完]了?({_NUMBER}{_UNIT})?
    | (给|帮)我?留.{{0,6}}
    """,
    re.VERBOSE,
)
_ORDER_PART = re.compile(
    rf"下单了|已下单|已付款?|已拍|拍了|拍下了?|抢到[了啦]|付款了|[来要]{_NUMBER}{_UNIT}|"
    rf"给我留|帮我留|我要{_NUMBER}"
)
_GREETING = re.compile(r"吃饭了没|吃了吗|有人吗|在吗$|好不好久|哪里来的")
_QUESTION = re.compile(
    r"[?]|吗|嘛$|么$|什么|啥|咋|多少|多久|多大|多长|多重|几[点号个天斤件块折时码款度次岁瓶盒]|哪|如何|谁"
    r"|怎么(?!这么|那么)|怎样|为何|为什么|是否|区别|还是.+"
    r"|能不能|可不可以|会不会|有没有|是不是|行不行|好不好|要不要|用不用|算不算|贵不贵|甜不甜"
    r"|(.)不\1"
    r"|[能可有会是行货险好要用票][^了]{0,6}[不没]$|[还有][^了]{0,6}[没不]有?$|没有?$"
    r"|请问|求讲|求介绍|想看|想问|想知道|[讲介]绍?[解一]?下|讲讲|说说|展示一?下|试穿一?下|看一?下"
    r"|选.码|穿.码|什么时候|啥时候"
)
# Good words that a word of complaint does not turn: 比专柜便宜, 不贵.
_GOOD_TURN = re.compile(
    r"比.{1,6}(便宜|好)|不贵|不卡了|不起球|不掉色|没色差|不缩水|不掉毛|没味道|很快"
)


def _table(*rows: tuple[Topic, str]) -> tuple[tuple[Topic, re.Pattern[str]], ...]:
    return tuple((topic, re.compile(pattern)) for topic, pattern in rows)


# Complaints in whatever form they are said.
_SURE = _table(
    (
        "service",
        r"客服.{0,6}(不理|不回|没人|不在|敷衍|态度差|垃圾)|联系不[上到]|不理人|售后.{0,4}(差|推|不管|垃圾)"
        r"|推来推去|(退款|退货).{0,8}(没到|不同意|不处理|不给|拖|还没|拒绝|不退)|不给退|不处理",
    ),
    (
        "lag",
        r"没有?声音了?$|声音断|断断续续|转圈|不同步|黑屏|看不清|好卡|卡[了死住爆]|太卡|卡顿|掉线|太糊|听不[见到清]",
    ),
    (
        "promise",
        r"骗|虚假|货不对板|(少|漏|错)发|发错|说好.{0,8}(没|不|呢|才)|(赠品|礼物|奖品?|送的).{0,8}(没|不给|呢$)"
        r"|没给我|说话不算|说一套|忽悠|言而无信",
    ),
    (
        "shipping",
        r"(还|一直|都|仍|迟迟|根本)(没|不)(有)?(给)?(发货|发|到货|收到|更新|动静|送到)"
        r"|(不|没)发货$|(物流|快递).{0,6}(慢|不动|没|不更新|丢|摔|坏|错)|发货(太|好|真|也太)?慢|查不到物流"
        r"|[天周月]了?(还|都)?(没|不)|催.{0,4}(不|没)|三天了|急死",
    ),
    (
        "price",
        r"怎么.{0,3}(涨|比.{1,4}贵)|降价了?$|就降价|比.{1,8}贵|买贵|先涨|套路|更便宜|别[家人].{0,4}便宜|便宜[0-9]"
        r"|[券减].{0,4}(用不了|不能用|减不了|没用)|[0-9]+今天.{0,3}[0-9]+|越来越贵|又涨",
    ),
    (
        "stock",
        r"抢不[到上]|秒没|假的?库存|假库存|显示(已)?售罄|就没了|拍不了|点不(了|进)|永远.{0,3}没货|买不到$",
    ),
    ("other", r"再也不|差评|太坑|坑人|垃圾|失望|避雷|拉黑|无语|投诉|举报|踩雷"),
)
# Complaints when said, questions when asked.
_SAID = _table(
    (
        "quality",
        r"质量.{0,3}(差|不行|不好|一般|垃圾)|掉[色毛]|起球|线头|味道?(好|太|很)(大|重|冲)|刺鼻|异味|坏[的了]|缩水|过敏"
        r"|不一样|色差|烂|破[了的洞]|开线|变形|假货|差远|瑕疵|次品|做工.{0,2}(差|粗)|难[吃用看闻]|不好[用吃看]|发霉|变质",
    ),
    ("price", r"(太|好|有点|真|这么)贵|不划算|不值"),
    ("stock", r"没货|售罄|没库存|卖完"),
    ("shipping", r"(太|好|真)慢"),
    ("lag", r"(太|有点|好)(卡|糊)|声音.{0,3}(小|没)|画面.{0,3}(糊|暗)"),
)
_PRAISE = re.compile(
    r"好[看美用吃听闻评喝穿棒香软](?!不)|漂亮|(真|很|太|挺|好|蛮)(不错|香|值|好|棒|快|美|软|仔细|用心|正|喜欢|满意|舒服|划算|实惠)"
    r"|不错|喜欢|满意|划算|实惠|值得|舒服|绝了|爱了|推荐|支持|回购|良心|性价比|五星|精细|放心|超级|好喜欢|滑滑|变好|都说好|便宜好多"
    r"|比.{1,6}好$|每次都|正品$|专业|爱吃|爱用|贴心|惊艳"
)
