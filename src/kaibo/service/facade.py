"""The one door of service: threads with viewers, first responses, conversion, hand-over cards."""

from __future__ import annotations

from kaibo.service.access import may_read, may_see_stage, may_serve
from kaibo.service.actions.answer_thread import answer_comment, answer_thread, take_thread
from kaibo.service.actions.ask_service import ask_service, read_answers
from kaibo.service.actions.finish_thread import close_thread, hand_to_after_sales
from kaibo.service.actions.hand_over import give_over, take_over
from kaibo.service.queries import (
    CardRow,
    Conversion,
    MessageRow,
    OrderRow,
    Response,
    ThreadRow,
    cards,
    conversion,
    messages,
    mine,
    orders_of,
    queue,
    responses,
    stage_facts,
    thread_card,
)

__all__ = [
    "CardRow", "Conversion", "MessageRow", "OrderRow", "Response", "ThreadRow", "answer_comment",
    "answer_thread", "ask_service", "cards", "close_thread", "conversion", "give_over",
    "hand_to_after_sales", "may_read", "may_see_stage", "may_serve", "messages", "mine",
    "orders_of", "queue", "read_answers", "responses", "stage_facts", "take_over", "take_thread",
    "thread_card",
]  # fmt: skip
