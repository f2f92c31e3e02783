"""``/pricing``: the price board, one SKU's prices, rivals, decisions and before-prices."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Path, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from kaibo.catalog import facade as catalog
from kaibo.pricing import facade
from kaibo.pricing import schemas as s
from kaibo.pricing.contracts import Attribute, Settings, SurveyPoint, ValueFacts
from kaibo.pricing.rules.methods import margin_bp
from kaibo.team.facade import Staff, require, staff_auth

router = Router(tags=["pricing"], auth=staff_auth)

PAGE = 50
SkuId = Annotated[int, Path(ge=1, le=s.BIGGEST_ID)]


class BoardAsked(Schema):
    shop_id: s.Id
    text: s.Text = Field("", max_length=60, description="Part of a name or code.")
    only_alerts: bool = False
    page: int = Field(1, ge=1, le=10_000)


class PriceShop(Schema):
    shop_id: s.Id


class ClaimAsked(PriceShop):
    claim: s.Money = Field(description="The price to be struck through.")
    starts_on: s.Day | None = Field(None, description="Day the reduction begins; today.")


@router.get("", response=s.PricePage, summary="Prices of a shop's SKUs")
def list_prices(request: HttpRequest, wanted: Query[BoardAsked]) -> dict[str, Any]:
    """List price, margin, gap to rivals, last decision and lawful before-price of each."""
    _reader(request, wanted.shop_id)
    now, start = datetime.now(UTC), (wanted.page - 1) * PAGE
    alerts = facade.alerts(wanted.shop_id, now)
    if wanted.only_alerts:
        rows, total = alerts[start : start + PAGE], len(alerts)
    else:
        found = facade.board_skus(wanted.shop_id, wanted.text.strip())
        total = found.count()
        rows = facade.board(wanted.shop_id, found[start : start + PAGE], now)
    fee = facade.settings_of(wanted.shop_id).fee_bp
    return {"items": [_row(row, fee) for row in rows], "total": total, "alerts": len(alerts)}


@router.get("/settings", response=s.PricingSettings, summary="How a shop prices")
def get_settings(request: HttpRequest, wanted: Query[PriceShop]) -> dict[str, Any]:
    _reader(request, wanted.shop_id)
    return asdict(facade.settings_of(wanted.shop_id))


@router.put("/settings", response=s.PricingSettings, summary="Set how a shop prices")
def put_settings(request: HttpRequest, body: s.PricingSettingsBody) -> dict[str, Any]:
    wanted = Settings(**body.dict(exclude={"shop_id"}))
    return asdict(facade.set_settings(_staff(request), body.shop_id, wanted))


@router.get("/skus/{sku_id}", response=s.PriceDetail, summary="Everything about one SKU's price")
def get_price(request: HttpRequest, sku_id: SkuId, wanted: Query[PriceShop]) -> dict[str, Any]:
    """Three methods, value, rivals, decisions, deal days, before-price and suggestion."""
    _reader(request, wanted.shop_id)
    return _detail(wanted.shop_id, sku_id)


@router.post("/skus/{sku_id}/decisions", response={201: s.PriceDetail}, summary="Choose a price")
def decide(request: HttpRequest, sku_id: SkuId, body: s.DecisionBody) -> Status[dict[str, Any]]:
    """With its reason; a price of a method must be what that method gives now."""
    facade.decide_price(
        _staff(request), body.shop_id, sku_id, body.method, body.price, body.reason,
        datetime.now(UTC),
    )  # fmt: skip
    return Status(201, _detail(body.shop_id, sku_id))


@router.put("/skus/{sku_id}/value", response=s.PriceDetail, summary="Say what buyers value")
def put_value(request: HttpRequest, sku_id: SkuId, body: s.ValueBody) -> dict[str, Any]:
    """Scores against a reference product, or a survey; the survey counts when both are there."""
    wanted = ValueFacts(
        body.reference_name,
        body.reference_price,
        [Attribute(**one.dict()) for one in body.attributes],
        [SurveyPoint(**one.dict()) for one in body.survey],
    )
    facade.set_value(_staff(request), body.shop_id, sku_id, wanted)
    return _detail(body.shop_id, sku_id)


@router.post("/skus/{sku_id}/rivals", response={201: s.RivalOut}, summary="Note a rival's price")
def add_rival(request: HttpRequest, sku_id: SkuId, body: s.RivalBody) -> Status[Any]:
    """The same rival on the same day is corrected."""
    made = facade.add_rival(
        _staff(request), body.shop_id, sku_id, body.rival, body.price, body.seen_on,
        datetime.now(UTC), body.url, body.note,
    )  # fmt: skip
    return Status(201, made)


@router.delete("/rivals/{int:rival_id}", response={204: None}, summary="Take a rival's price out")
def delete_rival(request: HttpRequest, rival_id: SkuId, wanted: Query[PriceShop]) -> Status[None]:
    facade.delete_rival(_staff(request), wanted.shop_id, rival_id)
    return Status(204, None)


@router.post("/rivals/import", response=s.RivalImportOut, summary="Import rivals' prices")
def import_rivals(
    request: HttpRequest, shop_id: s.Id, file: File[UploadedFile], store: bool = False
) -> dict[str, Any]:
    """CSV or XLSX. Without ``store`` only a check; good rows are stored, bad ones come back."""
    staff = _staff(request)
    require(staff, shop_id, *facade.WATCHERS)
    now = datetime.now(UTC)
    reading = facade.read_rivals(
        catalog.read_table(file.read()), facade.sku_ids_by_code(shop_id),
        facade.today_of(shop_id, now), catalog.read_amount, catalog.read_day,
    )  # fmt: skip
    stored = facade.import_rivals(staff, shop_id, reading.good, now) if store else 0
    return {"good": len(reading.good), "stored": stored, "bad": reading.bad}


@router.get("/rivals/template", summary="Sheet to fill in", response={200: None})
def rival_template(request: HttpRequest, wanted: Query[PriceShop]) -> HttpResponse:
    """CSV with the columns and an example row per SKU of the first page."""
    _reader(request, wanted.shop_id)
    skus = facade.board_skus(wanted.shop_id, "")[:PAGE]
    head = ",".join(titles[0] for titles in facade.HEADERS.values())
    rows = [f'"{catalog.guarded(sku.code)}",,,,,' for sku in skus]
    body = "\ufeff" + "\r\n".join([head, *rows]) + "\r\n"
    answer = HttpResponse(body, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="rivals.csv"'
    return answer


@router.get(
    "/skus/{sku_id}/claim", response=s.PriceClaimOut, summary="May this price be struck out?"
)
def check_claim(request: HttpRequest, sku_id: SkuId, wanted: Query[ClaimAsked]) -> dict[str, Any]:
    """The lawful before-price with its proof, and why the claim is refused if it is."""
    _reader(request, wanted.shop_id)
    sku = facade.sku_of(wanted.shop_id, sku_id)
    starts_on: date = wanted.starts_on or facade.today_of(wanted.shop_id, datetime.now(UTC))
    lawful = facade.before_of(sku, starts_on)
    reason = facade.refusal(wanted.claim, lawful)
    return {"is_lawful": not reason, "reason": reason, "proof": lawful}


def _staff(request: HttpRequest) -> Staff:
    staff = request.auth  # type: ignore[attr-defined]  # set by ninja
    assert isinstance(staff, Staff)
    return staff


def _reader(request: HttpRequest, shop_id: int) -> None:
    """Cost and floor are trade secrets: hosts, warehouse and service do not see this page."""
    require(_staff(request), shop_id, *facade.WATCHERS)


def _detail(shop_id: int, sku_id: int) -> dict[str, Any]:
    now = datetime.now(UTC)
    sku = facade.sku_of(shop_id, sku_id)
    row = facade.board(shop_id, [sku], now)[0]
    today = facade.today_of(shop_id, now)
    return _row(row, facade.settings_of(shop_id).fee_bp) | {
        "proposals": facade.proposals_of(sku, now),
        "value": facade.value_of(sku_id),
        "rivals": facade.rival_rows(sku_id),
        "decisions": [_decision(one) for one in facade.decisions_of(sku_id)],
        "deals": facade.deals_of([sku_id], today)[sku_id][-90:],
        "suggestion": facade.suggestion_of(sku, now),
    }


def _row(row: facade.BoardRow, fee_bp: int) -> dict[str, Any]:
    sku = row.sku
    image = sku.image or sku.product.image
    return {
        "sku_id": sku.pk, "code": sku.code, "product": sku.product.name, "sku_name": sku.name,
        "image": f"/uploads/{image}" if image else "", "daily_price": sku.daily_price,
        "floor_price": sku.floor_price, "cost": sku.cost,
        "margin_bp": margin_bp(sku.daily_price, sku.cost, fee_bp), "gap": row.gap,
        "decision": _decision(row.decision) if row.decision else None, "before": row.before,
    }  # fmt: skip


def _decision(one: Any) -> dict[str, Any]:
    fields = ("id", "method", "price", "margin_bp", "reason", "decided_at")
    return {name: getattr(one, name) for name in fields} | {"decided_by": str(one.decided_by)}
