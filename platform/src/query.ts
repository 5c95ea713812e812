import type { EntityManager } from '@mikro-orm/postgresql';
import { CompiledQuery } from 'kysely';

/** Rows of a statement with `$1`, `$2`, … bound to `params`, in the entity manager's transaction. */
export async function queryRows<Row>(em: EntityManager, text: string, params: readonly unknown[] = []): Promise<Row[]> {
  const { rows } = await em.getKysely().executeQuery<Row>(CompiledQuery.raw(text, [...params]));
  return rows;
}
