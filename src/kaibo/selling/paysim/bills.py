"""Bill files of a day in the layouts of WeChat Pay (gzip, UTF-8) and Alipay (zip, GBK)."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import zipfile
from collections.abc import Iterable

from kaibo.selling.paysim.trades import SimRefund, SimTrade

Moves = Iterable[tuple[SimTrade, SimRefund | None, dt.datetime]]
_WECHAT = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,"
    "付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,"
    "退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注"
)
_WECHAT_SUMS = (
    "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
)
_ALIPAY = (
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,"
    "对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,"
    "券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,"
    "分润（元）,备注"
)


def wechat_bill(moves: Moves, mchid: str) -> tuple[bytes, bytes]:
    """The gzipped file and its text, whose SHA-1 is told beside the address."""
    rows = [_wechat_row(trade, refund, at, mchid) for trade, refund, at in moves]
    sums = f"`{len(rows)},`0.00,`0.00,`0.00,`0.00,`0.00,`0.00"
    raw = "\r\n".join([_WECHAT, *rows, _WECHAT_SUMS, sums, ""]).encode()
    return gzip.compress(raw, mtime=0), raw


def alipay_bill(moves: Moves, appid: str, day: dt.date) -> bytes:
    """The zip with 业务明细 and 业务明细(汇总)."""
    rows = [_alipay_row(trade, refund, at) for trade, refund, at in moves]
    head = ["#支付宝业务明细查询", f"#账号：[{appid}]", f"#起始日期：[{day:%Y年%m月%d日} 00:00:00]"]
    foot = ["#-----业务明细列表结束-----", f"#交易合计：{len(rows)}笔"]
    detail = "\r\n".join([*head, _ALIPAY, *rows, *foot, ""])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(f"{appid}_{day:%Y%m%d}_业务明细.csv", detail.encode("gb18030"))
        archive.writestr(f"{appid}_{day:%Y%m%d}_业务明细(汇总).csv", "#汇总".encode("gb18030"))
    return packed.getvalue()


def _wechat_row(trade: SimTrade, refund: SimRefund | None, at: dt.datetime, mchid: str) -> str:
    paid, back = _yuan(trade.amount), _yuan(refund.amount if refund else 0)
    cells = [
        f"{at:%Y-%m-%d %H:%M:%S}", "wxkaibosimulator01", mchid, "0", "", trade.transaction_id,
        trade.trade_no, trade.payer or "simulated", "MWEB", "REFUND" if refund else "SUCCESS",
        "OTHERS", "CNY", "0.00" if refund else paid, "0.00", refund.refund_id if refund else "0",
        refund.refund_no if refund else "0", back, "0.00", "ORIGINAL" if refund else "",
        "SUCCESS" if refund else "", _plain(trade.description), "", "0.00000", "0.60%",
        "0.00" if refund else paid, back, "",
    ]  # fmt: skip
    return ",".join(f"`{cell}" for cell in cells)


def _alipay_row(trade: SimTrade, refund: SimRefund | None, at: dt.datetime) -> str:
    amount = f"-{_yuan(refund.amount)}" if refund else _yuan(trade.amount)
    when = f"{at:%Y-%m-%d %H:%M:%S}"
    cells = [
        trade.transaction_id + "\t", trade.trade_no + "\t", "退款" if refund else "交易",
        _plain(trade.description), when, when, "", "", "", "", "模拟买家", amount, amount,
        *["0.00"] * 5, "", "0.00", "0.00", (refund.refund_no if refund else "") + "\t",
        "0.00", "0.00", "",
    ]  # fmt: skip
    return ",".join(cells)


def _plain(text: str) -> str:
    return text.replace(",", "，").replace("\n", " ").replace('"', "”")


def _yuan(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02d}"
