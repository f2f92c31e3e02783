"""The cashier page, phone-sized, without a script."""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

from kaibo.selling.paysim.trades import SimTrade

CSP = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self' *"
_STATES = {"SUCCESS": "支付成功", "REFUND": "已退款", "CLOSED": "订单已关闭"}


def cashier(trade: SimTrade, back: str, note: str = "") -> str:
    """Pay or cancel; after that, the result and the way back."""
    back = back if urlsplit(back).scheme in ("http", "https") else ""
    inner = _form(trade, back) if trade.state == "NOTPAY" and not note else _result(trade, note)
    link = f'<a class="quiet" href="{escape(back)}">返回直播间</a>' if back else ""
    yuan = f"{trade.amount // 100:,}.{trade.amount % 100:02d}"
    return _PAGE.format(yuan=yuan, title=escape(trade.description), inner=inner, link=link)


def missing() -> str:
    """The link leads nowhere."""
    inner = '<p class="state">这笔交易不存在或已失效</p>'
    return _PAGE.format(yuan="—", title="请返回商家重新下单", inner=inner, link="")


def _form(trade: SimTrade, back: str) -> str:
    return (
        f'<form method="post"><input type="hidden" name="back" value="{escape(back)}">'
        '<button class="pay" name="do" value="pay">确认支付</button>'
        '<button class="quiet" name="do" value="cancel">取消</button></form>'
    )


def _result(trade: SimTrade, note: str) -> str:
    text = _STATES.get(trade.state) or note
    mark = "✓" if trade.state == "SUCCESS" else "–"
    return f'<p class="state"><b>{mark}</b>{escape(text)}</p>'


_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>收银台（模拟）</title>
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
.pay{{background:#067a3f;color:#fff;font-weight:600}}
.quiet{{background:#fff;color:#1a1d21;border:1px solid #e4e7ec!important}}
button:focus-visible,a:focus-visible{{outline:3px solid #1570ef;outline-offset:2px}}
.state{{display:flex;flex-direction:column;align-items:center;gap:8px;font-size:20px;margin:8px 0}}
.state b{{width:56px;height:56px;border-radius:28px;background:#067a3f;color:#fff;font-size:28px;
display:flex;align-items:center;justify-content:center}}
.foot{{color:#667085;font-size:12px;text-align:center;margin:0}}
</style></head><body><main>
<span class="tag">模拟收银台 · 不会扣款</span>
<section class="card"><p class="amount"><small>¥</small>{yuan}</p>
<p class="title">{title}</p></section>
{inner}{link}
<p class="foot">按微信支付 v3 协议签名与回调</p>
</main></body></html>
"""
