/** Questions to begin with; names stand in the messages. */
export const EXAMPLES = [
  {
    name: 'sources',
    sql: `select source, count(distinct viewer) as viewers, sum(n) as visits
from events
where kind = 'enter' and not rehearsal
group by source
order by viewers desc`,
  },
  {
    name: 'products',
    sql: `select l.name, sum(o.quantity) as units, round(sum(o.amount - o.discount) / 100.0, 2) as yuan
from order_lines o
join links l on l.link = o.link
join orders p on p.id = o.order_id
where p.paid_ms is not null and not p.rehearsal
group by l.name
order by yuan desc`,
  },
  {
    name: 'hours',
    sql: `select hour(local_at) as hour, sum(n) as interactions
from events
where kind in ('like', 'comment', 'share', 'follow', 'gift') and not rehearsal
group by hour
order by hour`,
  },
] as const
