"""The consent texts in force. A new wording gets a new version in `rules.consent`."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kaibo.members.rules.consent import PURPOSES

# One paragraph per line; the operator of the installation is the data controller.
_TITLES = {
    "service_terms": gettext_noop("用户服务协议"),
    "privacy": gettext_noop("隐私政策"),
    "marketing": gettext_noop("营销信息"),
}
_TEXTS = {
    "service_terms": (
        gettext_noop(
            "本直播间由页面“商家信息”中公示的经营者运营，商品由商品页所示商家销售并负责。"
        ),
        gettext_noop(
            "用手机号登录后，您可以发言、下单、支付和申请售后。请勿发布违法、辱骂、广告或他人隐私内容，"
            "违反者可能被禁言。"
        ),
        gettext_noop(
            "订单以提交时页面显示的价格、数量和承诺为准；超时未付款的订单会自动关闭。"
            "除页面另有标明外，商品支持七天无理由退货。"
        ),
        gettext_noop("登录即代表您与经营者就上述内容达成一致。您可以随时停止使用。"),
    ),
    "privacy": (
        gettext_noop(
            "我们只为完成登录和交易收集必要信息：手机号用于登录和订单通知；收货人姓名、电话、地址用于发货；"
            "浏览、互动和购买记录用于提供直播服务、结算和改进直播内容。"
        ),
        gettext_noop(
            "手机号和收货信息加密保存在本系统中，只有处理订单、发货和售后的工作人员可以在需要时查看，"
            "并按需提供给承运的快递公司。我们不出售您的信息。"
        ),
        gettext_noop(
            "交易记录依法至少保存三年。您可以在“我的”中查看和修改信息、删除地址、撤回同意；"
            "撤回后已完成的处理不受影响。"
        ),
        gettext_noop("如有疑问或需要复制、更正、删除您的信息，请联系“商家信息”中的客服。"),
    ),
    "marketing": (
        gettext_noop(
            "同意后，我们可能通过短信告知您新的直播和优惠。不同意不影响观看和购买，您可以随时在“我的”中关闭。"
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class ConsentText:
    """One text as it is shown."""

    purpose: str
    text_version: str
    is_required: bool
    title: str
    text: str


def consent_texts() -> list[ConsentText]:
    """Every text in force."""
    return [
        ConsentText(
            purpose=purpose.id,
            text_version=purpose.version,
            is_required=purpose.is_required,
            title=_(_TITLES[purpose.id]),
            text="\n\n".join(_(paragraph) for paragraph in _TEXTS[purpose.id]),
        )
        for purpose in PURPOSES
    ]
