"""The pages of the simulator, phone-sized, without a script: cashier, consent, a notice."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from aiohttp import web

from kaibo.selling.paysim.trades import SimTrade

CSP = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self' *"


@dataclass(frozen=True, slots=True)
class Wording:
    """What one provider's cashier says."""

    lang: str
    color: str
    title: str
    tag: str
    pay: str
    cancel: str
    back: str
    cancelled: str
    late: str
    foot: str
    states: dict[str, str]


_CHINESE = {"SUCCESS": "支付成功", "REFUND": "已退款", "CLOSED": "订单已关闭"}
_ENGLISH = {"SUCCESS": "Payment complete", "REFUND": "Refunded", "CLOSED": "Session expired"}
_TAG = "模拟收银台 · 不会扣款"
WORDS = {
    "wechat": Wording(
        "zh-CN", "#067a3f", "收银台（模拟）", _TAG, "确认支付", "取消", "返回直播间",
        "已取消，未扣款", "订单已超时，请返回重新下单", "按微信支付 v3 协议签名与回调", _CHINESE,
    ),
    "alipay": Wording(
        "zh-CN", "#0b5fd3", "支付宝收银台（模拟）", _TAG, "确认支付", "取消", "返回直播间",
        "已取消，未扣款", "订单已超时，请返回重新下单", "按支付宝 RSA2 协议签名与异步通知",
        _CHINESE,
    ),
    "stripe": Wording(
        "en", "#4338ca", "Checkout (simulated)", "Simulated checkout · no money moves", "Pay",
        "Cancel", "Back to the room", "Cancelled, nothing was charged",
        "This session has expired; please order again",
        "Signed webhooks as Stripe sends them", _ENGLISH,
    ),
}  # fmt: skip
_SIGNS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£"}


def cashier(trade: SimTrade, back: str, note: str = "") -> str:
    """Pay or cancel; after that, the result and the way back."""
    words = WORDS[trade.provider]
    back = back if urlsplit(back).scheme in ("http", "https") else ""
    is_open = trade.state == "NOTPAY" and not note
    inner = _form(words, back) if is_open else _result(words, trade, note)
    link = f'<a class="quiet" href="{escape(back)}">{words.back}</a>' if back else ""
    amount = f"{trade.amount // 100:,}.{trade.amount % 100:02d}"
    return _filled(words, _SIGNS.get(trade.currency, ""), amount, trade.description, inner, link)


def notice(head: str, text: str) -> str:
    """Nothing to pay here."""
    inner = f'<p class="state">{escape(head)}</p>'
    return _filled(WORDS["wechat"], "", "—", text, inner, "")


def missing() -> str:
    """The link leads nowhere."""
    return notice("这笔交易不存在或已失效", "请返回商家重新下单")


def consent(action: str) -> str:
    """May the account read the nickname? Asked by snsapi_userinfo."""
    inner = (
        f'<form method="post" action="{escape(action)}">'
        '<button class="pay" name="do" value="allow">允许</button></form>'
    )
    words = WORDS["wechat"]
    return _filled(words, "", "微信登录", "申请获得你的昵称和头像", inner, "")


def html(text: str, status: int = 200) -> web.Response:
    """A page that nothing may keep."""
    headers = {"Content-Security-Policy": CSP, "Cache-Control": "no-store"}
    return web.Response(text=text, status=status, headers=headers, content_type="text/html")


def _form(words: Wording, back: str) -> str:
    return (
        f'<form method="post"><input type="hidden" name="back" value="{escape(back)}">'
        f'<button class="pay" name="do" value="pay">{words.pay}</button>'
        f'<button class="quiet" name="do" value="cancel">{words.cancel}</button></form>'
    )


def _result(words: Wording, trade: SimTrade, note: str) -> str:
    text = words.states.get(trade.state) or note
    mark = "✓" if trade.state == "SUCCESS" else "–"
    return f'<p class="state"><b>{mark}</b>{escape(text)}</p>'


def _filled(words: Wording, sign: str, amount: str, title: str, inner: str, link: str) -> str:
    return _PAGE.format(
        sign=sign, yuan=amount, title=escape(title), inner=inner, link=link, lang=words.lang,
        color=words.color, head=words.title, tag=words.tag, foot=words.foot,
    )  # fmt: skip


_PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>{head}</title>
<style>
*{{box-sizing:border-box}}
body{{margin:0;min-height:100vh;background:#f6f7f9;color:#1a1d21;display:flex;
font:16px/1.5 "PingFang SC","HarmonyOS Sans","Noto Sans SC","Noto Sans CJK SC","Microsoft YaHei",
sans-serif}}
main{{width:100%;max-width:430px;margin:0 auto;padding:24px 16px;display:flex;
flex-direction:column;gap:16px}}
.tag{{align-self:center;padding:2px 12px;border-radius:12px;background:#fef0c7;color:#7a4a00;
font-size:14px}}
.card{{background:#fff;border-radius:12px;padding:28px 16px;text-align:center;
border:1px solid #e4e7ec}}
.amount{{font-size:44px;font-weight:600;line-height:1.2;font-variant-numeric:tabular-nums;margin:0}}
.amount small{{font-size:28px}}
.title{{color:#667085;margin:8px 0 0;overflow-wrap:anywhere}}
form{{display:flex;flex-direction:column;gap:12px}}
button,a.quiet{{min-height:48px;border-radius:12px;border:0;font:inherit;font-size:16px;
width:100%;display:flex;align-items:center;justify-content:center;text-decoration:none;
cursor:pointer}}
.pay{{background:{color};color:#fff;font-weight:600}}
.quiet{{background:#fff;color:#1a1d21;border:1px solid #e4e7ec!important}}
button:focus-visible,a:focus-visible{{outline:3px solid #1570ef;outline-offset:2px}}
.state{{display:flex;flex-direction:column;align-items:center;gap:8px;font-size:20px;margin:8px 0}}
.state b{{width:56px;height:56px;border-radius:28px;background:{color};color:#fff;font-size:28px;
display:flex;align-items:center;justify-content:center}}
.foot{{color:#667085;font-size:12px;text-align:center;margin:0}}
</style></head><body><main>
<span class="tag">{tag}</span>
<section class="card"><p class="amount"><small>{sign}</small>{yuan}</p>
<p class="title">{title}</p></section>
{inner}{link}
<p class="foot">{foot}</p>
</main></body></html>
"""
