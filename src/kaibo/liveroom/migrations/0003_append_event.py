"""The one way a reliable room event gets its number."""

from __future__ import annotations

from django.db import migrations

FORWARD = """
create function liveroom_append_event(
    p_room bigint, p_kind text, p_body jsonb, p_actor bigint default null
) returns bigint language plpgsql as $$
declare
    room liveroom_room;
begin
    update liveroom_room set last_seq = last_seq + 1 where id = p_room returning * into room;
    if not found then
        raise exception 'room % does not exist', p_room;
    end if;
    insert into liveroom_roomevent (room_id, show_id, epoch, seq, kind, body, actor_id, at)
    values (p_room, room.show_id, room.epoch, room.last_seq, p_kind, p_body, p_actor,
            clock_timestamp());
    perform pg_notify('kaibo_room', p_room::text);
    return room.last_seq;
end $$;

create function liveroom_tell(
    p_viewer bigint, p_room bigint, p_kind text, p_body jsonb
) returns bigint language plpgsql as $$
declare
    event_id bigint;
begin
    insert into liveroom_personalevent (viewer_id, room_id, kind, body, at)
    values (p_viewer, p_room, p_kind, p_body, clock_timestamp()) returning id into event_id;
    perform pg_notify('kaibo_person', p_viewer::text);
    return event_id;
end $$;
"""
BACKWARD = """
drop function liveroom_append_event(bigint, text, jsonb, bigint);
drop function liveroom_tell(bigint, bigint, text, jsonb);
"""


class Migration(migrations.Migration):
    dependencies = [("liveroom", "0002_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
