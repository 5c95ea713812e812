import type { PoolClient, QueryResult } from 'pg';

const nothing = (): QueryResult => ({ command: '', rowCount: 0, oid: 0, fields: [], rows: [] });

/**
 * Saves the round trips of a transaction's frame. BEGIN and the set_config that follows it wait for the first statement and go
 * with it as one message; a transaction without a statement never reaches the server; the COMMIT of a read-only one is
 * not waited for, as nothing hangs on its answer. ROLLBACK never fails: where it can't be sent, the connection is
 * broken, and the pool drops it only if whoever holds it gets to release it.
 *
 * Measured against the frame as MikroORM sends it, a page of 50 rows over loopback: see transaction.bench.ts.
 */
export function deferBegin(client: PoolClient): void {
  const send = client.query.bind(client) as (...args: unknown[]) => Promise<QueryResult | QueryResult[]>;
  let deferred = '';
  let readOnly = false;

  const query = (statement: unknown, values?: unknown, callback?: unknown): unknown => {
    const plain =
      typeof statement === 'string' && callback === undefined && !(Array.isArray(values) && values.length > 0);
    if (!plain || typeof values === 'function') {
      flush();
      return send(statement, values, callback);
    }
    if (/^(begin|start transaction)\b/.test(statement)) {
      deferred = statement;
      readOnly = statement.endsWith('read only');
      return Promise.resolve(nothing());
    }
    if (deferred !== '') {
      if (statement.startsWith('select set_config(')) {
        deferred += `; ${statement}`;
        return Promise.resolve(nothing());
      }
      if (statement === 'commit' || statement === 'rollback') {
        deferred = '';
        return Promise.resolve(nothing());
      }
      const whole = `${deferred}; ${statement}`;
      deferred = '';
      return send(whole).then((results) => (Array.isArray(results) ? (results.at(-1) ?? nothing()) : results));
    }
    if (statement === 'rollback' || (statement === 'commit' && readOnly)) {
      const sent = send(statement).catch(nothing);
      return statement === 'commit' ? Promise.resolve(nothing()) : sent;
    }
    return send(statement);
  };

  /** Where a statement can't be joined to (it has parameters or is a cursor). Were BEGIN to fail, the connection would be broken. */
  function flush(): void {
    if (deferred === '') return;
    send(deferred).catch(() => {});
    deferred = '';
  }

  client.query = query as PoolClient['query'];
}
