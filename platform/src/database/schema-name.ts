import type { EntityManager } from '@mikro-orm/postgresql';
import pg from 'pg';

/** The schema that an entity manager's service has to itself, quoted. */
export function schemaOf(em: EntityManager): string {
  return pg.escapeIdentifier(em.config.get('schema') ?? 'public');
}
