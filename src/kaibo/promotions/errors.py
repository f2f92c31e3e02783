"""What can go wrong with campaigns, coupons and balances.

KaiboError
├── InvalidInput
│   └── BadCampaign        terms, scope, audience or limits do not make sense; one entry per field
├── Conflict
│   ├── CampaignState      the campaign is not in a state that allows it
│   ├── CouponGone         no coupon of the campaign is left
│   ├── CouponHeld         the buyer has as many as one may claim
│   ├── CouponClosed       not begun, paused or over
│   └── CampaignChanged    it changed while the buyer looked at it
└── NotAllowed
    └── NotForYou          the campaign is for other buyers
"""

from __future__ import annotations

from kaibo.foundation.errors import Conflict, InvalidInput, NotAllowed


class BadCampaign(InvalidInput):
    """The campaign does not make sense as it stands."""

    code = "bad_campaign"


class CampaignState(Conflict):
    """The campaign is not in a state that allows this."""

    code = "campaign_state"


class CouponGone(Conflict):
    """All coupons of this campaign were claimed."""

    code = "coupon_sold_out"


class CouponHeld(Conflict):
    """You have claimed as many of these coupons as one may."""

    code = "coupon_held"


class CouponClosed(Conflict):
    """Coupons of this campaign cannot be claimed now."""

    code = "coupon_closed"


class CampaignChanged(Conflict):
    """The campaign was changed meanwhile; reload and try again."""

    code = "campaign_changed"


class NotForYou(NotAllowed):
    """This campaign is for other buyers."""

    code = "not_for_you"
