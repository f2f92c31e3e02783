"""Campaigns, the coupons buyers claimed, the shop's points rule and red packets with their expiry.

How much is left of anything stands in the ledger, never here:

- ``coupon`` (subject: campaign): stock → unissued → held → used, or held → expired; units
- ``budget`` (subject: campaign): funds → left → spent; minor units
- ``points``, ``credit``, ``redpacket`` (subject: shop): issued ↔ viewer (place_id: viewer) → spent
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_noop


class CampaignState(models.TextChoices):
    DRAFT = "draft", gettext_noop("草稿")
    RUNNING = "running", gettext_noop("进行中")
    PAUSED = "paused", gettext_noop("已暂停")
    ENDED = "ended", gettext_noop("已结束")


class Campaign(models.Model):
    """One promotion. ``version`` grows with every change that can change a price.

    ``scope`` (which lines), ``audience`` (which buyers) and ``terms`` (what it does) have the
    shapes of `kaibo.promotions.contracts`. It holds in [starts_at, ends_at) while running.
    """

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    # A show stands above this package; the campaign of one show only carries its id.
    show_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=24)
    name = models.CharField(max_length=60)
    # Campaigns issued together, one per group of buyers, share a series and are compared by it.
    series = models.CharField(max_length=32, blank=True)
    state = models.CharField(
        max_length=8, choices=CampaignState.choices, default=CampaignState.DRAFT
    )
    version = models.PositiveIntegerField(default=1)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    priority = models.SmallIntegerField(default=0)
    stack_group = models.CharField(max_length=24, blank=True)
    is_exclusive = models.BooleanField(default=False)
    scope = models.JSONField(default=dict)
    audience = models.JSONField(default=dict)
    terms = models.JSONField(default=dict)
    per_user_limit = models.PositiveIntegerField(null=True)  # uses of one buyer; null: no limit
    claim_limit = models.PositiveSmallIntegerField(default=1)  # coupons one buyer may claim
    valid_hours = models.PositiveIntegerField(null=True)  # of a claim; null: until ends_at
    quantity = models.PositiveIntegerField(null=True)  # coupons to issue, or uses; null: no limit
    budget = models.BigIntegerField(null=True)  # minor units of discount; null: no limit
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="campaign_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(budget__isnull=True) | Q(budget__gt=0), name="campaign_budget_positive"
            ),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(quantity__gt=0),
                name="campaign_quantity_positive",
            ),
            models.CheckConstraint(condition=Q(claim_limit__gt=0), name="campaign_claim_limit"),
        ]
        indexes = [models.Index(fields=["shop", "state"])]

    def __str__(self) -> str:
        return self.name


class CouponClaim(models.Model):
    """A coupon in a buyer's hands; unspent while ``order_id`` is null.

    The order path spends it by primary key and gives it back by (buyer, order). No index covers
    ``order_id``, so that both are heap-only updates.
    """

    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="claims", db_index=False
    )
    buyer = models.ForeignKey(
        "members.Viewer", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    claimed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    order_id = models.BigIntegerField(null=True)
    used_at = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True)  # its unit went to the expired ones

    class Meta:
        indexes = [
            models.Index(fields=["buyer", "campaign"], name="claim_buyer_campaign"),
            models.Index(fields=["campaign", "expires_at"], name="claim_campaign_expiry"),
        ]


class CostKind(models.TextChoices):
    TRAFFIC = "traffic", gettext_noop("投放")
    PEOPLE = "people", gettext_noop("达人与人员")
    MATERIAL = "material", gettext_noop("物料与制作")
    OTHER = "other", gettext_noop("其他")


class CampaignCost(models.Model):
    """Money spent on a campaign that no order tells of, as a person entered it.

    A wrong line is struck out, never changed: ``struck_at`` says when.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="costs")
    kind = models.CharField(max_length=8, choices=CostKind.choices)
    name = models.CharField(max_length=40)
    amount = models.BigIntegerField()  # minor units
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField(auto_now_add=True)
    struck_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="campaign_cost_positive")
        ]


class PointsRule(models.Model):
    """How a shop gives points; without a row it gives none. Paying with them is a campaign."""

    shop = models.OneToOneField(
        "foundation.Shop", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    earn_per = models.PositiveIntegerField(default=100)  # minor units paid that earn one point
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(earn_per__gt=0), name="points_rule_positive")
        ]


class BuyerStanding(models.Model):
    """What a shop holds a buyer for: its member level and the groups that get own offers."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    viewer = models.ForeignKey("members.Viewer", on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(default=0)  # 0: no member
    tags = models.JSONField(default=list)  # names of groups
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["viewer", "shop"], name="buyer_standing_once")
        ]


class RedPacket(models.Model):
    """Red-packet cash given to a viewer until a day; what is left of it stands in the ledger.

    A viewer spends what expires first. So what of it is over at a time follows from the packets
    and the balance, and spending touches the ledger alone.
    """

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    viewer = models.ForeignKey("members.Viewer", on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, null=True, on_delete=models.PROTECT, related_name="+")
    amount = models.BigIntegerField()
    reason = models.CharField(max_length=80, blank=True)
    given_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    lapsed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="red_packet_positive")
        ]
        indexes = [
            models.Index(
                fields=["expires_at"], name="red_packet_due", condition=Q(lapsed_at__isnull=True)
            )
        ]
