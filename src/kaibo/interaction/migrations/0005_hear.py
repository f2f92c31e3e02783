"""What the gateway and the desk call to keep comments and the questions in them."""

from __future__ import annotations

from django.db import migrations

FORWARD = """
-- A comment with a key joins the question of that key; a viewer's first ask is a vote. Who asks
-- what was answered is told so at once.
create function interaction_join_question(p_comment bigint) returns bigint
language plpgsql as $$
declare
    said interaction_roomcomment;
    question interaction_question;
    is_vote boolean;
begin
    select * into said from interaction_roomcomment where id = p_comment;
    if said.key = '' or said.viewer_id is null then
        return null;
    end if;
    insert into interaction_question as known
        (shop_id, room_id, show_id, link_id, key, text, askers, first_at, last_at, state)
    select room.shop_id, said.room_id, said.show_id, said.link_id, said.key, said.text, 0,
           said.at, said.at, 'open'
    from liveroom_room room where room.id = said.room_id
    on conflict (show_id, link_id, key)
        do update set last_at = greatest(known.last_at, excluded.last_at)
    returning * into question;
    insert into interaction_questionasker as known (question_id, viewer_id, first_at, asks)
    values (question.id, said.viewer_id, said.at, 1)
    on conflict (question_id, viewer_id) do update
        set asks = known.asks + 1, first_at = least(known.first_at, excluded.first_at)
    returning asks = 1 into is_vote;
    if is_vote then
        update interaction_question set askers = askers + 1 where id = question.id;
        if question.state = 'answered' then
            perform liveroom_tell(said.viewer_id, said.room_id, 'question_answered',
                jsonb_build_object('question', question.id, 'text', question.text,
                    'link', question.answered_link_id, 'video_ms', question.video_ms));
        end if;
    end if;
    update interaction_roomcomment set question_id = question.id where id = p_comment;
    return question.id;
end $$;

-- The comment is no question any more; a vote without another comment goes with it.
create function interaction_leave_question(p_comment bigint) returns void
language plpgsql as $$
declare
    said interaction_roomcomment;
begin
    select * into said from interaction_roomcomment where id = p_comment;
    if said.question_id is null then
        return;
    end if;
    update interaction_roomcomment set question_id = null where id = p_comment;
    if not exists (select from interaction_roomcomment other
                   where other.question_id = said.question_id
                     and other.viewer_id = said.viewer_id) then
        delete from interaction_questionasker
        where question_id = said.question_id and viewer_id = said.viewer_id;
        update interaction_question set askers = askers - 1 where id = said.question_id;
        delete from interaction_question
        where id = said.question_id and askers <= 0 and state = 'open';
    else
        update interaction_questionasker set asks = greatest(1, asks - 1)
        where question_id = said.question_id and viewer_id = said.viewer_id;
    end if;
end $$;

-- A batch of comments as the gateway took them; sent again they are kept once. Returns how many
-- were new.
create function interaction_hear(p_rows jsonb) returns int
language plpgsql as $$
declare
    said record;
    kept bigint;
    fresh int := 0;
begin
    for said in
        select * from jsonb_to_recordset(p_rows) as line (
            room bigint, show bigint, comment bigint, viewer bigint, staff bigint, name text,
            text text, tag text, topic text, link bigint, key text, video_ms bigint, at bigint,
            rehearsal boolean, reply text)
        order by line.show, line.link, line.key, line.comment
    loop
        insert into interaction_roomcomment
            (room_id, show_id, comment_id, viewer_id, staff_id, name, text, tag, topic, link_id,
             key, video_ms, at, is_rehearsal)
        values (said.room, said.show, said.comment, said.viewer, said.staff, left(said.name, 80),
                left(said.text, 300), said.tag, said.topic, said.link, said.key, said.video_ms,
                to_timestamp(said.at / 1000.0), said.rehearsal)
        on conflict do nothing returning id into kept;
        if kept is not null then
            fresh := fresh + 1;
            perform interaction_join_question(kept) where said.key <> '';
            if said.reply <> '' then
                perform liveroom_tell(said.viewer, said.room, 'auto_reply',
                    jsonb_build_object('text', said.reply, 'to', said.text));
            end if;
            if said.tag in ('question', 'complaint') then
                perform pg_notify('kaibo_desk', said.room || ':talk');
            end if;
        end if;
    end loop;
    return fresh;
end $$;
"""
BACKWARD = """
drop function interaction_hear(jsonb);
drop function interaction_leave_question(bigint);
drop function interaction_join_question(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("interaction", "0004_comment_desk"),
        ("liveroom", "0003_append_event"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
