"""A local payment platform for demo, rehearsals and tests: ``python -m kaibo.selling.paysim``.

It speaks the signed protocols of three providers with keys of its own and checks the merchant's
side as strictly as they do:

* `wechat`  WeChat Pay v3: RSA-SHA256 both ways, AES-256-GCM notices, JSAPI, H5, native, bill
* `alipay`  the RSA2-signed ``gateway.do``: pages, query, close, refund, signed notices, bill
* `stripe`  form-encoded ``/v1``: Checkout Sessions, refunds, idempotency keys, signed webhooks
* `oauth`   the official account: log-in inside WeChat, JS-SDK ticket

Each has a page where the buyer pays or cancels. Free of Django. Used only where no real merchant
is configured. ``/sim/…`` steers it and answers callers on this machine only.
"""

from __future__ import annotations
