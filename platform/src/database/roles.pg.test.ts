import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/postgres.ts';
import { ownerRoleOf, provisionServices, roleOf } from './roles.ts';

let database: TestDatabase;
let admin: pg.Client;
/** Roles are the whole server's: names that no other test has. */
let service: string;
let owner: string;

beforeEach(async () => {
  database = await createTestDatabase();
  admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  service = `s${randomBytes(4).toString('hex')}`;
  owner = `owner_${service}`;
});

afterEach(async () => {
  await admin.query(`drop schema if exists ${service} cascade`);
  for (const role of [roleOf(service), ownerRoleOf(service), owner]) {
    const { rowCount } = await admin.query('select from pg_roles where rolname = $1', [role]);
    if (rowCount) await admin.query(`drop owned by ${role} cascade; drop role ${role}`);
  }
  await admin.end();
  await database[Symbol.asyncDispose]();
});

const connect = async (url: string): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
};

const withClient = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = await connect(url);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

const urlOf = (user: string, password: string): string => {
  const url = new URL(database.url);
  url.username = user;
  url.password = password;
  return url.href;
};

/** What a service must be able to do: its owner makes a table, the service uses it and can't change it. */
async function expectUsable(adminUrl: string): Promise<void> {
  const urls = (await provisionServices({ adminUrl, services: [service], key: 'key' })).get(service);
  if (!urls) throw new Error('The service has no addresses.');
  await withClient(urls.migrationUrl, (client) =>
    client.query(`create table ${service}.t (id int generated always as identity, n int)`),
  );
  await withClient(urls.url, async (client) => {
    await client.query(`insert into ${service}.t (n) values (1)`);
    expect((await client.query(`select n from ${service}.t`)).rows).toEqual([{ n: 1 }]);
    await expect(client.query(`truncate ${service}.t`)).rejects.toThrow(/permission denied/);
  });
}

describe('provisioning', () => {
  it('gives a service a schema, a role that owns it, and one that only uses it', async () => {
    await expectUsable(database.url);
    const { rows } = await admin.query(
      `select rolname as name from pg_roles where rolname = any($1) and (rolsuper or rolcreaterole or rolcreatedb or rolbypassrls)`,
      [[roleOf(service), ownerRoleOf(service)]],
    );
    expect(rows).toEqual([]);
  });

  it('changes nothing the second time, and the passwords where the key has changed', async () => {
    const options = { adminUrl: database.url, services: [service] };
    const first = await provisionServices({ ...options, key: 'one' });
    expect(await provisionServices({ ...options, key: 'one' })).toEqual(first);
    const second = await provisionServices({ ...options, key: 'two' });
    await withClient(second.get(service)?.url ?? '', (client) => client.query('select 1'));
    await expect(connect(first.get(service)?.url ?? '')).rejects.toThrow(/password authentication failed/);
  });

  it('works for several processes at once', async () => {
    const results = await Promise.all(
      Array.from({ length: 4 }, () => provisionServices({ adminUrl: database.url, services: [service], key: 'key' })),
    );
    for (const urls of results) await withClient(urls.get(service)?.url ?? '', (client) => client.query('select 1'));
  });

  it('needs no superuser: the right to create roles, and schemas in the database, will do', async () => {
    await admin.query(`create role ${owner} login createrole password 'secret'`);
    await admin.query(`grant create on database ${admin.database} to ${owner}`);
    await expectUsable(urlOf(owner, 'secret'));
  });

  it('tells what to grant where the user may not create roles', async () => {
    await admin.query(`create role ${owner} login password 'secret'`);
    const refused = provisionServices({ adminUrl: urlOf(owner, 'secret'), services: [service], key: 'key' });
    await expect(refused).rejects.toThrow(new RegExp(`alter role "${owner}" createrole`));
  });

  it('tells what to grant where the user may not create schemas', async () => {
    await admin.query(`create role ${owner} login createrole password 'secret'`);
    const refused = provisionServices({ adminUrl: urlOf(owner, 'secret'), services: [service], key: 'key' });
    await expect(refused).rejects.toThrow(/grant create on database/);
  });
});
