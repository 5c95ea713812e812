import type pg from 'pg';

export interface Owner {
  readonly id: string;
  readonly tasks: number;
}

export const owners: readonly Owner[] = [
  { id: 'user_01k0000000f008000000000001', tasks: 10_000 },
  { id: 'user_01k0000000f008000000000002', tasks: 1_000_000 },
];

/** A task in ten is open, one in three has no due; of its twenty tags each has one or two; "zanzibar" is one in 10 000. */
export async function fillDatabase(client: pg.Client, of: readonly Owner[]): Promise<void> {
  const { rows } = await client.query('select exists (select 1 from tasks.task) as filled');
  if (rows[0]?.filled) return;
  for (const [index, owner] of of.entries()) {
    await client.query(
      `insert into tasks.tag (id, owner_id, name, key, version, deleted)
       select 'tag_01k0000000f008' || lpad($2::text, 6, '0') || lpad(g::text, 6, '0'), $1, 'tag ' || g, 'tag ' || g, 1, false
       from generate_series(0, 19) g`,
      [owner.id, index],
    );
    await client.query(
      `insert into tasks.task (id, owner_id, title, description, status, priority, due_date, due_zone, due_floating, due_at,
         tag_ids, reminder_ids, version, created_at, updated_at, completed_at)
       select 'task_01k0000000f008' || lpad($2::text, 4, '0') || lpad(g::text, 8, '0'), $1,
         (array['Buy', 'Call', 'Write', 'Fix', 'Plan', 'Read', 'Water'])[1 + g % 7] || ' ' ||
         (array['milk', 'the plumber', 'a report', 'the bike', 'holidays', 'a novel', 'plants', 'oat milk'])[1 + g / 7 % 8] ||
         case when g % 10000 = 77 then ' in zanzibar' else '' end || ' ' || g,
         case when g % 3 = 0 then 'Before the weekend, with number ' || (g::bigint * 7919 % 1000) else '' end,
         case when g % 10 = 0 then 'OPEN' else 'COMPLETED' end, (array['NONE', 'NONE', 'LOW', 'MEDIUM', 'HIGH'])[1 + g % 5],
         due, case when due is not null then 'Europe/Paris' end, case when due is not null then true end,
         due::timestamp at time zone 'Europe/Paris',
         case when g % 2 = 0 then array['tag_01k0000000f008' || lpad($2::text, 6, '0') || lpad((g % 20)::text, 6, '0')]
              else array['tag_01k0000000f008' || lpad($2::text, 6, '0') || lpad((g % 20)::text, 6, '0'),
                         'tag_01k0000000f008' || lpad($2::text, 6, '0') || lpad((g * 7 % 20)::text, 6, '0')] end,
         '{}', 1, at, at + interval '1 hour', case when g % 10 <> 0 then at + interval '1 day' end
       from (
         select g, timestamptz '2020-01-01' + g * interval '3 minutes' as at,
           case when g % 3 > 0 then date '2020-01-01' + (g::bigint * 7919 % 3000)::int end as due
         from generate_series(1, $3::int) g
       ) as made`,
      [owner.id, index, owner.tasks],
    );
  }
  await client.query('vacuum analyze tasks.task');
}
