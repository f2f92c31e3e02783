"""``/moderation``: words, room settings, penalties, conduct and reports, for staff."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import File, Form, Path, Query, Router, Status
from ninja.files import UploadedFile

from kaibo.compliance import facade as compliance
from kaibo.compliance.facade import Charge, RoomOrder, Sentence
from kaibo.compliance.hot import Matcher, Word, mask, worst
from kaibo.compliance.matcher import system_words
from kaibo.console.auth import staff_auth
from kaibo.console.live import discipline
from kaibo.console.routes import moderation_schemas as s
from kaibo.foundation.errors import InvalidInput
from kaibo.liveroom import facade as liveroom
from kaibo.team.facade import require

router = Router(tags=["compliance"], auth=staff_auth)
BIG = 2**63 - 1
ShopId = Annotated[int, Query(ge=1, le=BIG, description="The shop.")]
Id = Annotated[int, Path(ge=1, le=BIG)]
Before = Annotated[int | None, Query(ge=1, le=BIG, description="Rows with a lower id.")]
Slug = Annotated[str, Path(pattern=r"^[-a-zA-Z0-9_]{1,40}$")]
Short = Annotated[str, Query(max_length=40, pattern=r"^[^\x00]*$")]
MOST_BYTES = 2 * 1024 * 1024


@router.get("/words", response=s.WordListOut, summary="Words of a shop")
def list_words(
    request: HttpRequest, shop_id: ShopId, search: Short = "", category: Short = "",
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
) -> Any:  # fmt: skip
    """100 a page, newest first."""
    require(_actor(request), shop_id)
    return {
        "words": compliance.words(shop_id, search, category, page),
        "uses_system": compliance.uses_system(shop_id), "system_words": len(system_words()),
    }  # fmt: skip


@router.post("/words", response=s.WordsTakenOut, summary="Put words in")
def put_words(request: HttpRequest, body: s.ListedWordsIn) -> Any:
    """Gateways match by them within a second, without a restart."""
    words = [Word(w.text.strip(), w.category.strip(), w.grade, w.reach) for w in body.words]
    return {"words": compliance.put_words(_actor(request), body.shop_id, words, timezone.now())}


@router.post("/words/remove", response=s.WordsTakenOut, summary="Take words out")
def remove_words(request: HttpRequest, body: s.WordIdsIn) -> Any:
    gone = compliance.remove_words(_actor(request), body.shop_id, body.ids, timezone.now())
    return {"words": gone}


@router.post("/words/import", response=s.WordsTakenOut, summary="Put in the words of a CSV file")
def import_words(
    request: HttpRequest, shop_id: Annotated[int, Form(ge=1, le=BIG)], file: File[UploadedFile]
) -> Any:
    """Columns ``word,category,grade,reach``, UTF-8; a bad row is named and nothing is taken."""
    require(_actor(request), shop_id)
    if (file.size or 0) > MOST_BYTES:
        raise InvalidInput(_("文件超过 2 MB，请分几次导入"), field="file")
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(_("文件不是 UTF-8 编码，请另存为 CSV UTF-8"), field="file") from error
    return {"words": compliance.import_words(_actor(request), shop_id, text, timezone.now())}


@router.get("/words/export", response={200: None}, summary="A shop's words as CSV")
def export_words(request: HttpRequest, shop_id: ShopId) -> HttpResponse:
    require(_actor(request), shop_id)
    text = compliance.write_words(compliance.own_words(shop_id))
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="words-{shop_id}.csv"'
    return answer


@router.put("/words/system", response={204: None}, summary="Match with the shipped list or without")
def use_system_words(request: HttpRequest, body: s.SystemWordsIn) -> Any:
    compliance.use_system_words(_actor(request), body.shop_id, body.is_on, timezone.now())
    return Status(204, None)


@router.post("/words/try", response=s.TrySentenceOut, summary="Try a sentence")
def try_sentence(request: HttpRequest, body: s.TrySentenceIn) -> Any:
    """What a comment would become now; nothing is stored."""
    require(_actor(request), body.shop_id)
    contacts: Any = "mask" if body.with_contacts else None
    matcher = Matcher.build(compliance.words_in_force(body.shop_id), contacts=contacts)
    hits = matcher.find(body.text)
    gravest = worst(hits)
    shown = mask(body.text, [hit for hit in hits if hit.grade == "mask"])
    if gravest is not None and gravest.grade == "block":
        shown = ""
    grade = gravest.grade if gravest else None
    return {"hits": [asdict(hit) for hit in hits], "grade": grade, "shown": shown}


@router.get("/rooms/{slug}", response=s.RoomOrderOut, summary="How a room is kept in order")
def room_order(request: HttpRequest, slug: Slug) -> Any:
    room = liveroom.find_room(slug)
    require(_actor(request), room.shop_id)
    return _order_out(compliance.room_order(room.id))


@router.put("/rooms/{slug}", response=s.RoomOrderOut, summary="Change how a room is kept in order")
def set_room_order(request: HttpRequest, slug: Slug, body: s.RoomOrderOut) -> Any:
    """Holds on every gateway within a second."""
    room = liveroom.find_room(slug)
    rates = {kind: (rate.per_second, rate.burst) for kind, rate in body.rates.items()}
    order = RoomOrder(body.slow_seconds, body.audience, body.link_filter, body.max_length, rates)
    compliance.set_room_order(_actor(request), room.shop_id, room.id, order, timezone.now())
    return _order_out(compliance.room_order(room.id))


@router.post(
    "/rooms/{slug}/penalties", response={201: s.PenaltyDoneOut}, summary="Penalize a viewer"
)
def penalize(request: HttpRequest, slug: Slug, body: s.PenaltyIn) -> Any:
    """Warn, limit (mute or shadow), pause (ban for a time) or ban; written to the log."""
    room = liveroom.find_room(slug)
    evidence: dict[str, object] = {"text": body.quote, "hits": [hit.dict() for hit in body.hits]}
    charge = Charge(
        room.shop_id, body.viewer_id, body.cause, evidence,
        room_id=None if body.whole_shop else room.id, show_id=room.show_id, note=body.note,
    )  # fmt: skip
    penalty, action = discipline.penalize_in_room(
        room.id, charge, _sentence(body), _actor(request), timezone.now()
    )
    return Status(201, {"penalty_id": penalty, "action_id": action})


@router.get("/penalties", response=list[s.PenaltyOut], summary="The log of penalties")
def list_penalties(
    request: HttpRequest, shop_id: ShopId,
    state: Annotated[Literal["", "holding", "appealed"], Query()] = "",
    viewer_id: Annotated[int | None, Query(ge=1, le=BIG)] = None, before: Before = None,
) -> Any:  # fmt: skip
    """50 a page, newest first."""
    require(_actor(request), shop_id, *compliance.JUDGES)
    return compliance.log(
        shop_id, state=state, viewer_id=viewer_id, before=before, now=timezone.now()
    )


@router.get("/penalties/next", response=s.PenaltySuggestion, summary="The ladder's next step")
def next_step(
    request: HttpRequest, shop_id: ShopId, viewer_id: Annotated[int, Query(ge=1, le=BIG)],
    cause: Annotated[str, Query(max_length=20, pattern=r"^[^\x00]*$")],
) -> Any:  # fmt: skip
    require(_actor(request), shop_id, *compliance.JUDGES)
    now = timezone.now()
    found = compliance.next_step(shop_id, viewer_id, cause, now)
    return asdict(found) | {"points": compliance.points_of(shop_id, viewer_id, now)}


@router.post("/penalties/{penalty_id}/revoke", response={204: None}, summary="Revoke a penalty")
def revoke_penalty(request: HttpRequest, penalty_id: Id, body: s.RevokeIn) -> Any:
    compliance.revoke(_actor(request), body.shop_id, penalty_id, body.why, timezone.now())
    return Status(204, None)


@router.post("/penalties/{penalty_id}/appeal", response={204: None}, summary="Decide an appeal")
def decide_appeal(request: HttpRequest, penalty_id: Id, body: s.DecisionIn) -> Any:
    """By somebody who did not give the penalty; the viewer is told."""
    discipline.close_appeal(
        body.shop_id, penalty_id, body.outcome, body.answer, _actor(request), timezone.now()
    )
    return Status(204, None)


@router.get("/conduct", response=list[s.ConductOut], summary="Rules of conduct, all versions")
def list_conduct(request: HttpRequest, shop_id: ShopId) -> Any:
    require(_actor(request), shop_id)
    return compliance.rules(shop_id)


@router.post("/conduct", response={201: list[s.ConductOut]}, summary="Publish rules of conduct")
def publish_conduct(request: HttpRequest, body: s.ConductIn) -> Any:
    """A new version; viewers agree to it before their next first comment."""
    compliance.publish_rules(_actor(request), body.shop_id, body.text, timezone.now())
    return Status(201, compliance.rules(body.shop_id))


@router.get("/reports", response=list[s.ReportOut], summary="Reports of viewers")
def list_reports(
    request: HttpRequest, shop_id: ShopId, is_open: bool = True, before: Before = None
) -> Any:
    """Open ones oldest first, handled ones newest first; 50 a page."""
    require(_actor(request), shop_id, *compliance.JUDGES)
    return compliance.reports(shop_id, is_open, before)


@router.post("/reports/{report_id}", response={204: None}, summary="Handle a report")
def handle_report(request: HttpRequest, report_id: Id, body: s.ReportDecisionIn) -> Any:
    """Whoever reported is told the outcome."""
    discipline.close_report(
        body.shop_id, report_id, body.outcome, body.answer, _actor(request), timezone.now(),
        body.penalty_id,
    )  # fmt: skip
    return Status(204, None)


@router.get("/attacks", response=list[s.AttackOut], summary="Attacks that were turned away")
def list_attacks(
    request: HttpRequest, shop_id: ShopId,
    hours: Annotated[int, Query(ge=1, le=720, description="How far back.")] = 24,
) -> Any:  # fmt: skip
    """Of the whole installation, the most frequent first."""
    require(_actor(request), shop_id, *compliance.JUDGES)
    return compliance.attacks(timezone.now(), hours)


@router.get("/persons", response=s.PersonsOut, summary="Who operates and who presents")
def list_persons(request: HttpRequest, shop_id: ShopId) -> Any:
    require(_actor(request), shop_id)
    return {"operator": compliance.operator(shop_id), "hosts": compliance.hosts(shop_id)}


@router.put("/persons/operator", response={204: None}, summary="Say who operates the rooms")
def save_operator(request: HttpRequest, shop_id: ShopId, body: s.OperatorIn) -> Any:
    compliance.save_operator(_actor(request), shop_id, body.dict(), timezone.now())
    return Status(204, None)


@router.put("/persons/hosts", response={204: None}, summary="Save a host's file")
def save_host(request: HttpRequest, body: s.HostFileIn) -> Any:
    """Known by the name that shows carry."""
    fields = body.dict(exclude={"shop_id", "name"})
    compliance.save_host(_actor(request), body.shop_id, body.name, fields, timezone.now())
    return Status(204, None)


@router.delete("/persons/hosts/{host_id}", response={204: None}, summary="Remove a host's file")
def remove_host(request: HttpRequest, host_id: Id, shop_id: ShopId) -> Any:
    compliance.remove_host(_actor(request), shop_id, host_id, timezone.now())
    return Status(204, None)


def _actor(request: HttpRequest) -> Any:
    return request.auth  # type: ignore[attr-defined]  # set by ninja


def _order_out(order: RoomOrder) -> dict[str, Any]:
    rates = {kind: {"per_second": a, "burst": b} for kind, (a, b) in order.rates.items()}
    return asdict(order) | {"rates": rates}


def _sentence(body: s.PenaltyIn) -> Sentence | None:
    if body.step is None:
        return None
    if body.measure is None:
        raise InvalidInput(_("选了处理档次，还要选具体措施"), field="measure")
    return Sentence(body.step, body.measure, body.minutes)
