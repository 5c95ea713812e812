import type { Pool, QueryResult, QueryResultRow } from 'pg';
import { asUnavailable } from '../database/sql-state.ts';

/** One statement on any connection. Rejects with UNAVAILABLE where the database is away. */
export type Query = <Row extends QueryResultRow>(text: string, values?: unknown[]) => Promise<QueryResult<Row>>;

export function queryOn(pool: Pool): Query {
  return async (text, values) => {
    try {
      return await pool.query(text, values);
    } catch (error) {
      throw asUnavailable(error);
    }
  };
}
