"""Experience 体验: rows 79–85."""

from __future__ import annotations

from kaibo.insight.registry.metric import Metric
from kaibo.insight.registry.terms import (
    Constant,
    Known,
    Number,
    Ratio,
    Sum,
    Units,
    WatchMs,
    e,
    percent,
    u,
)
from kaibo.insight.rules.view import View

_SHOW = ("show",)
_NO_SURVEY = ("还没有问卷", "viewers are not asked yet")
_NO_DELAY = (
    "播放器还不上报与直播端的距离",
    "players do not report their distance to the live edge yet",
)


def _script(view: View) -> Number | None:
    if view.script is None:
        return None
    done, written = view.script
    return percent(Constant(done), Constant(written))(view)


TABLE = (
    Metric("watch_through_rate", 79, "完播率", "Watch-through rate",
           "U(present in the last minute) / UV", "percent", ("heartbeat", "leave"),
           percent(Known("stayed_to_the_end"), u("enter")), grains=_SHOW),
    Metric("completion_rate", 80, "内容完成度", "Content completion",
           "executed / scripted segments", "percent", ("segment",),
           _script, grains=_SHOW, owner="director", source="script and executed segments"),
    Metric("content_rating", 81, "内容好评", "Content rating",
           "Σ stars (1–5) / E(rate), with n and interval", "score", ("rate", "rerate"),
           Ratio(Sum(Units("rate"), Units("rerate")), e("rate")), grains=("show", "segment"),
           source="viewers' ratings"),
    Metric("ratings", 81, "评分次数", "Ratings", "E(rate): viewers and segments rated", "count",
           ("rate",), e("rate"), grains=("show", "segment"), source="viewers' ratings"),
    Metric("nps", 82, "NPS 净推荐值", "Net promoter score",
           "promoters (9–10) − detractors (0–6), with n and interval", "score", (), None,
           grains=_SHOW, source="survey", missing=_NO_SURVEY),
    Metric("smooth_play_rate", 83, "流畅度", "Smooth playback",
           "seconds played without stall / seconds played", "percent", ("qoe",),
           percent(Sum(WatchMs(), Known("stalled_ms"), -1), WatchMs()), grains=_SHOW,
           owner="engineer", source="player beacons"),
    Metric("first_frame_p50", 84, "首帧时间 p50", "First frame p50",
           "median of first-frame times", "seconds", ("qoe",),
           Ratio(Known("first_frame_p50_ms"), Constant(1000)), grains=_SHOW, owner="engineer",
           source="player beacons", higher_is_better=False),
    Metric("first_frame_p95", 84, "首帧时间 p95", "First frame p95",
           "95th percentile of first-frame times", "seconds", ("qoe",),
           Ratio(Known("first_frame_p95_ms"), Constant(1000)), grains=_SHOW, owner="engineer",
           source="player beacons", higher_is_better=False),
    Metric("latency_p50", 84, "端到端延迟 p50", "End-to-end latency p50",
           "median from camera to screen", "seconds", ("qoe",), None, grains=_SHOW,
           owner="engineer", source="player beacons", higher_is_better=False,
           missing=_NO_DELAY),
    Metric("latency_p95", 84, "端到端延迟 p95", "End-to-end latency p95",
           "95th percentile from camera to screen", "seconds", ("qoe",), None, grains=_SHOW,
           owner="engineer", source="player beacons", higher_is_better=False,
           missing=_NO_DELAY),
    Metric("first_response_seconds", 85, "首次响应时长", "First response time",
           "median from the first message of a thread to the first reply", "seconds", (),
           Ratio(Known("first_response_ms"), Constant(1000)), grains=_SHOW, owner="service",
           source="service desk", higher_is_better=False),
)  # fmt: skip
