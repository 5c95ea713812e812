import type { PolicyDef } from '@mikro-orm/core';

/** The setting that a transaction names its owner in. */
export const ownerSetting = 'rondo.owner';

/** Sweeps over all users' rows. A symbol, so that no input can ever be taken for it. */
export const systemOwner: unique symbol = Symbol('every owner');

export type Owner = string | typeof systemOwner;

/** How systemOwner is written in the setting. */
const everyOwner = '*';

/** The setting's value for an owner. Throws a RangeError for text that is no owner's id. */
export function ownerValue(owner: Owner): string {
  if (owner === systemOwner) return everyOwner;
  if (owner === '' || owner === everyOwner) throw new RangeError(`A user id was expected as owner, not "${owner}".`);
  return owner;
}

/**
 * Whose rows a role sees. Without an owner set the setting is null or empty, which equals nothing: no row.
 * The subqueries are evaluated once a statement; the bare calls would be once a row.
 */
const ownedBy = (column: string): string =>
  `${column} = (select current_setting('${ownerSetting}', true)) or (select current_setting('${ownerSetting}', true)) = '${everyOwner}'`;

/** For an entity's definition: `defineEntity({ …, ...ownedRows() })`. */
export function ownedRows(column = 'owner_id'): { rowLevelSecurity: 'force'; policies: PolicyDef[] } {
  return { rowLevelSecurity: 'force', policies: [{ name: 'owner', using: ownedBy(column), check: ownedBy(column) }] };
}

/** The same for a migration, after its `create table`: `this.addSql(ownerPolicy('tasks.task'))`. */
export function ownerPolicy(table: string, column = 'owner_id'): string {
  return (
    `alter table ${table} enable row level security, force row level security; ` +
    `create policy owner on ${table} using (${ownedBy(column)}) with check (${ownedBy(column)})`
  );
}
