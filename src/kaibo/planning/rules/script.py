"""Is a script complete and does it fit its time (CONT-03)?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kaibo.foundation.words import gettext as _
from kaibo.planning.contracts import ScriptProblem, ScriptReport
from kaibo.planning.rules.columns import PARTS

# A host reads 4–5 Chinese characters a second; each show may set its own figure.
READ_CHARS_PER_SECOND = 4.5
# A script that leaves more than this share of the show empty is too short.
TOO_SHORT_SHARE = 0.2
_SPOKEN = re.compile(r"[㐀-鿿豈-﫿0-9]|[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Line:
    """What the verdict needs of a script row."""

    id: int
    position: int
    part: str
    title: str
    seconds: int
    talk_points: str
    link_number: int | None
    console_action: str
    is_cant_miss: bool


def read_seconds(talk_points: str, chars_per_second: float = READ_CHARS_PER_SECOND) -> int:
    """Seconds to say a text, rounded up: a character or digit is one, a Latin word two."""
    words = _SPOKEN.findall(talk_points)
    chars = sum(2 if len(word) > 1 else 1 for word in words)
    return -int(-chars // chars_per_second)


def judge(
    lines: Sequence[Line],
    planned_seconds: int,
    link_numbers: Sequence[int],
    chars_per_second: float = READ_CHARS_PER_SECOND,
) -> ScriptReport:
    """Missing parts and wrong times, worst first."""
    scripted = sum(line.seconds for line in lines)
    present = {line.part for line in lines}
    missing = [part for part in PARTS if part not in present]
    found = [
        *(_missing(part) for part in missing),
        *_total(scripted, planned_seconds, bool(lines)),
        *_order(lines),
        *(problem for line in lines for problem in _line(line, chars_per_second)),
        *_unpresented(lines, link_numbers),
    ]
    found.sort(key=lambda problem: problem.level != "problem")
    return ScriptReport(planned_seconds, scripted, missing, found)


def clock(seconds: int) -> str:
    """``h:mm:ss`` or ``m:ss``."""
    minutes, rest = divmod(abs(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _missing(part: str) -> ScriptProblem:
    message = _("脚本缺少「%(part)s」环节，请至少加一行") % {"part": _(PARTS[part])}
    return ScriptProblem("missing_part", "problem", message)


def _total(scripted: int, planned: int, has_lines: bool) -> list[ScriptProblem]:
    if scripted > planned:
        over = {"is": clock(scripted), "plan": clock(planned), "over": clock(scripted - planned)}
        message = _("脚本 %(is)s 超过计划 %(plan)s，多出 %(over)s，请缩短或延长直播时间") % over
        return [ScriptProblem("over_long", "problem", message)]
    if has_lines and scripted < planned * (1 - TOO_SHORT_SHARE):
        share = {"is": clock(scripted), "plan": clock(planned), "n": scripted * 100 // planned}
        message = _("脚本 %(is)s 只占计划 %(plan)s 的 %(n)s%%，还有空档") % share
        return [ScriptProblem("too_short", "warning", message)]
    return []


def _order(lines: Sequence[Line]) -> list[ScriptProblem]:
    """The opening stands first, the ending last."""
    found = []
    if lines and any(line.part == "opening" for line in lines) and lines[0].part != "opening":
        found.append(_at(lines[0], "opening_not_first", "warning", _("不是开场，但排在第一行")))
    if lines and any(line.part == "ending" for line in lines) and lines[-1].part != "ending":
        found.append(_at(lines[-1], "ending_not_last", "warning", _("排在最后，但不是收尾")))
    return found


def _line(line: Line, chars_per_second: float) -> list[ScriptProblem]:
    found = []
    needed = read_seconds(line.talk_points, chars_per_second)
    if needed > line.seconds:
        words = _("话术要读 %(needed)s，时长只有 %(given)s，请删话术或加时长")
        message = words % {"needed": clock(needed), "given": clock(line.seconds)}
        found.append(_at(line, "talk_over_long", "warning", message))
    if line.part == "product" and line.link_number is None:
        found.append(_at(line, "no_link", "problem", _("讲解商品但没有选链接号")))
    if line.is_cant_miss and not line.console_action:
        found.append(
            _at(line, "no_console_action", "warning", _("是不可错过的节点，但没写中控动作"))
        )
    return found


def _unpresented(lines: Sequence[Line], link_numbers: Sequence[int]) -> list[ScriptProblem]:
    spoken = {line.link_number for line in lines}
    left = [number for number in link_numbers if number not in spoken]
    if not left:
        return []
    names = "、".join(_("%(number)s号") % {"number": number} for number in left)
    message = _("%(names)s链接没有讲解时段") % {"names": names}
    return [ScriptProblem("links_unpresented", "warning", message)]


def _at(line: Line, code: str, level: str, message: str) -> ScriptProblem:
    where = _("第 %(n)s 行「%(title)s」%(what)s")
    text = where % {"n": line.position, "title": line.title, "what": message}
    return ScriptProblem(code, "problem" if level == "problem" else "warning", text, line.id)
