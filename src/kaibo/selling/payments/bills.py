"""Reading the bill files of WeChat Pay and Alipay, pure.

Both name their columns in Chinese in a header line; columns are found by name, because the
providers add some now and then. WeChat puts a backtick before every value.
"""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import gzip
import hashlib
import io
import zipfile
from collections.abc import Iterator
from decimal import Decimal

from kaibo.selling.payments.adapter import BillRow

SHANGHAI = dt.timezone(dt.timedelta(hours=8))
_ALIPAY_KINDS = {"交易": False, "退款": True}


class BadBill(ValueError):
    """The file is not the bill it should be."""


def wechat_rows(packed: bytes, sha1: str) -> list[BillRow]:
    """The rows of a gzipped 交易账单 whose text has the hash that was told with its address."""
    raw = gzip.decompress(packed)
    if hashlib.sha1(raw).hexdigest() != sha1.lower():  # noqa: S324 - the hash WeChat tells
        raise BadBill("the hash of the WeChat bill is not the one that was told")
    text = raw.decode("utf-8-sig")
    return [_wechat_row(row) for row in _table(text.splitlines(), "交易时间")]


def alipay_rows(packed: bytes) -> list[BillRow]:
    """The rows of the 业务明细 in a zipped bill (GBK)."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        names = [name for name in archive.namelist() if _is_detail(name)]
        if not names:
            raise BadBill(f"the Alipay bill holds no 业务明细: {archive.namelist()}")
        text = archive.read(names[0]).decode("gb18030")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return [
        _alipay_row(row)
        for row in _table(lines, "支付宝交易号")
        if row["业务类型"] in _ALIPAY_KINDS
    ]


def cents(text: str) -> int:
    """``129.00`` as 12900; exact."""
    return int((Decimal(text) * 100).to_integral_exact())


def yuan(amount: int) -> str:
    """12900 as ``129.00``."""
    return f"{amount // 100}.{amount % 100:02d}"


def _is_detail(name: str) -> bool:
    with contextlib.suppress(UnicodeError):  # old zips store GBK bytes without saying so
        name = name.encode("cp437").decode("gb18030")
    return name.endswith("业务明细.csv")


def _table(lines: list[str], first: str) -> Iterator[dict[str, str]]:
    """Rows under the header that begins with ``first``, until the summary's own header."""
    header: list[str] = []
    for cells in csv.reader(lines):
        row = [cell.strip().lstrip("`") for cell in cells]
        if row and row[0] == first:
            header = row
        elif header and len(row) != len(header):
            return
        elif header:
            yield dict(zip(header, row, strict=True))


def _wechat_row(row: dict[str, str]) -> BillRow:
    is_refund = row["交易状态"] == "REFUND"
    return BillRow(
        trade_no=row["商户订单号"],
        refund_no=row["商户退款单号"] if is_refund else "",
        provider_no=row["微信退款单号"] if is_refund else row["微信订单号"],
        amount=cents(row["申请退款金额"] if is_refund else row["订单金额"]),
        at=_time(row["交易时间"]),
    )


def _alipay_row(row: dict[str, str]) -> BillRow:
    is_refund = _ALIPAY_KINDS[row["业务类型"]]
    return BillRow(
        trade_no=row["商户订单号"],
        refund_no=row["退款批次号/请求号"] if is_refund else "",
        provider_no=row["支付宝交易号"],
        amount=abs(cents(row["订单金额（元）"])),
        at=_time(row["完成时间"]),
    )


def _time(text: str) -> dt.datetime:
    return dt.datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI)
