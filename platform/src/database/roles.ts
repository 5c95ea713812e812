import { createHash, createHmac } from 'node:crypto';
import pg from 'pg';
import { SqlState, sqlStateOf } from './sql-state.ts';

export interface ServiceUrls {
  /** Of `rondo_<service>`: reads and writes rows, owns no table. */
  url: string;
  /** Of `rondo_<service>_owner`: owns the schema, runs its migrations. */
  migrationUrl: string;
}

export interface ProvisionOptions {
  /** Of a superuser, or of the owner of the database who may also create roles. */
  adminUrl: string;
  services: readonly string[];
  /** What the roles' passwords are derived from. */
  key: string;
}

/** In pg_shdescription: which password a role was given, without telling it. */
const markPrefix = 'rondo ';

/** What services' migrations use. Trusted ones only, which the owner of a database may install; the services' roles may not. */
const extensions = ['pg_trgm'] as const;

/**
 * Makes each service's schema and its two roles, where they are missing, and gives the roles their passwords.
 * Throws, saying what to grant, where the user of `adminUrl` may not.
 */
export async function provisionServices({
  adminUrl,
  services,
  key,
}: ProvisionOptions): Promise<Map<string, ServiceUrls>> {
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'rondo provision' });
  await client.connect();
  try {
    // One process of a database at a time; the lock ends with the session.
    await client.query("select pg_advisory_lock(hashtextextended('rondo provision', 0))");
    const roles = services.flatMap((service) => [roleOf(service), ownerRoleOf(service)]);
    const wanted = roles.map((role) => ({ role, password: passwordOf(role, key) }));
    const { rows: known } = await client.query<{ role: string; mark: string | null }>(
      `select rolname as role, shobj_description(oid, 'pg_authid') as mark from pg_roles where rolname = any($1)`,
      [roles],
    );
    for (const { role, password } of wanted) {
      const found = known.find((row) => row.role === role);
      const mark = markPrefix + createHash('sha256').update(password).digest('hex').slice(0, 16);
      if (found?.mark !== mark) await giveRole(client, role, password, mark);
    }
    const { rows: schemas } = await client.query<{ name: string }>(
      `select nspname as name from pg_namespace where nspname = any($1)`,
      [services],
    );
    const missing = services.filter((service) => !schemas.some(({ name }) => name === service));
    if (missing.length > 0) await installExtensions(client);
    for (const service of missing) await makeSchema(client, service);
  } catch (error) {
    throw await explained(error, client);
  } finally {
    await client.end();
  }
  return new Map(services.map((service) => [service, urlsOf(service, adminUrl, key)]));
}

export const roleOf = (service: string): string => `rondo_${service}`;
export const ownerRoleOf = (service: string): string => `rondo_${service}_owner`;

/** Nothing but the key is kept: the same key gives the same passwords on any machine. */
function passwordOf(role: string, key: string): string {
  return createHmac('sha256', key).update(`database role ${role}`).digest('base64url');
}

function urlsOf(service: string, adminUrl: string, key: string): ServiceUrls {
  const as = (role: string): string => {
    const url = new URL(adminUrl);
    url.username = role;
    url.password = passwordOf(role, key);
    return url.href;
  };
  return { url: as(roleOf(service)), migrationUrl: as(ownerRoleOf(service)) };
}

/** Roles are the whole server's, so that two databases of one server may be provisioned at the same time. */
async function giveRole(client: pg.Client, role: string, password: string, mark: string): Promise<void> {
  const name = pg.escapeIdentifier(role);
  const secret = pg.escapeLiteral(password);
  const create = `create role ${name} login nosuperuser nocreatedb nocreaterole nobypassrls password ${secret}`;
  const alter = `alter role ${name} login nobypassrls password ${secret}`;
  for (let attempt = 1; ; attempt++) {
    try {
      await client.query(create).catch((error) => {
        if (!alreadyThere(error)) throw error;
        return client.query(alter);
      });
      await client.query(`comment on role ${name} is ${pg.escapeLiteral(mark)}`);
      return;
    } catch (error) {
      // "tuple concurrently updated", which has no code of its own.
      if (sqlStateOf(error) !== SqlState.INTERNAL_ERROR || attempt === 5) throw error;
    }
  }
}

async function installExtensions(client: pg.Client): Promise<void> {
  for (const extension of extensions) {
    await client.query(`create extension if not exists ${extension} with schema public`);
  }
}

async function makeSchema(client: pg.Client, service: string): Promise<void> {
  const schema = pg.escapeIdentifier(service);
  const role = pg.escapeIdentifier(roleOf(service));
  const owner = pg.escapeIdentifier(ownerRoleOf(service));
  const { rows } = await client.query<{ super: boolean }>(
    'select rolsuper as super from pg_roles where rolname = current_user',
  );
  // Who creates a role may administer it, but not act for it (PostgreSQL 16 and later).
  if (!rows[0]?.super) await client.query(`grant ${owner} to current_user with inherit true, set true`);
  // As one message, hence one transaction.
  await client.query(
    `create schema ${schema} authorization ${owner};
     grant usage on schema ${schema} to ${role};
     alter default privileges for role ${owner} in schema ${schema}
       grant select, insert, update, delete on tables to ${role};
     alter default privileges for role ${owner} in schema ${schema} grant usage on sequences to ${role};`,
  );
}

function alreadyThere(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state === SqlState.DUPLICATE_OBJECT || state === SqlState.UNIQUE_VIOLATION;
}

async function explained(error: unknown, client: pg.Client): Promise<unknown> {
  if (sqlStateOf(error) !== SqlState.INSUFFICIENT_PRIVILEGE) return error;
  const { user, database } = client;
  return new Error(
    `The user "${user}" of DATABASE_URL may not create Rondo's roles and schemas. Let an administrator run:\n` +
      `  alter role ${pg.escapeIdentifier(user ?? '')} createrole;\n` +
      `  grant create on database ${pg.escapeIdentifier(database ?? '')} to ${pg.escapeIdentifier(user ?? '')};`,
    { cause: error },
  );
}
