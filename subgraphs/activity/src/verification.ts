import type { ActorKind, FieldChange } from '@rondo/schema/events/envelope.ts';
import type { ClientBase } from 'pg';
import { type ChainEnd, emptyChain, findFault, type HashedEntry } from './chain.ts';

export interface Verification {
  chains: number;
  entries: number;
  /** Of each chain that is broken, the first place where it is. */
  faults: Fault[];
}

export interface Fault {
  userId: string;
  /** The first entry that does not follow from what is before it; null where it is the chain's end that is wrong. */
  entry: { sequence: number; id: string } | null;
  /** What is wrong, in words. */
  reason: string;
}

export interface VerificationOptions {
  /** One user's chain only. */
  userId?: string | undefined;
  /** Called now and then with how many entries were checked so far. */
  onProgress?: (entries: number) => void;
}

interface Row {
  owner_id: string;
  sequence: number;
  id: string;
  type: string;
  subject_id: string;
  actor_kind: ActorKind;
  actor_id: string | null;
  actor_name: string | null;
  at: Date;
  changes: FieldChange[];
  previous_hash: string | null;
  hash: string;
}

const batchSize = 5_000;

/** Checks the chains as they are at one moment, while they may go on growing. `client` is one of a role that may read them. */
export async function verifyChains(client: ClientBase, options: VerificationOptions = {}): Promise<Verification> {
  await client.query(
    `begin isolation level repeatable read read only; set local rondo.owner = '*'; set local statement_timeout = 0`,
  );
  try {
    return await new Verifier(client, options).run();
  } finally {
    await client.query('rollback');
  }
}

class Verifier {
  readonly #client: ClientBase;
  readonly #options: VerificationOptions;
  readonly #result: Verification = { chains: 0, entries: 0, faults: [] };
  #userId: string | null = null;
  #end: ChainEnd = emptyChain;
  #broken = false;

  constructor(client: ClientBase, options: VerificationOptions) {
    this.#client = client;
    this.#options = options;
  }

  async run(): Promise<Verification> {
    for (let last = { owner: '', sequence: 0 }; ; ) {
      const rows = await this.#read(last);
      for (const row of rows) await this.#check(row);
      const [final] = rows.slice(-1);
      if (!final) break;
      last = { owner: final.owner_id, sequence: final.sequence };
      this.#options.onProgress?.(this.#result.entries);
    }
    await this.#finishChain();
    await this.#findEmptied();
    return this.#result;
  }

  async #read(after: { owner: string; sequence: number }): Promise<Row[]> {
    const { rows } = await this.#client.query<Row>(
      `select owner_id, sequence, id, type, subject_id, actor_kind, actor_id, actor_name, at, changes, previous_hash, hash
       from activity.entry
       where (owner_id, sequence) > ($1, $2) and ($3::text is null or owner_id = $3)
       order by owner_id, sequence limit ${batchSize}`,
      [after.owner, after.sequence, this.#options.userId ?? null],
    );
    return rows;
  }

  async #check(row: Row): Promise<void> {
    if (row.owner_id !== this.#userId) {
      await this.#finishChain();
      this.#userId = row.owner_id;
      this.#end = emptyChain;
      this.#broken = false;
      this.#result.chains++;
    }
    this.#result.entries++;
    if (this.#broken) return;
    const reason = findFault(this.#end, entryOf(row));
    if (reason === null) this.#end = { sequence: row.sequence, hash: row.hash };
    else this.#report(row.owner_id, { sequence: row.sequence, id: row.id }, reason);
  }

  /** Entries that are missing at the end show by the chain's head. */
  async #finishChain(): Promise<void> {
    if (this.#userId === null || this.#broken) return;
    const { rows } = await this.#client.query<ChainEnd>(
      'select sequence, hash from activity.chain where owner_id = $1',
      [this.#userId],
    );
    const [head] = rows;
    if (head?.sequence === this.#end.sequence && head.hash === this.#end.hash) return;
    this.#report(this.#userId, null, endFault(this.#end, head));
  }

  /** Chains of which nothing is left but the head. */
  async #findEmptied(): Promise<void> {
    const { rows } = await this.#client.query<{ owner_id: string; sequence: number; hash: string | null }>(
      `select owner_id, sequence, hash from activity.chain c
       where sequence > 0 and ($1::text is null or owner_id = $1)
         and not exists (select from activity.entry e where e.owner_id = c.owner_id)`,
      [this.#options.userId ?? null],
    );
    for (const { owner_id, ...head } of rows) {
      this.#result.chains++;
      this.#report(owner_id, null, endFault(emptyChain, head));
    }
  }

  #report(userId: string, entry: Fault['entry'], reason: string): void {
    this.#broken = true;
    this.#result.faults.push({ userId, entry, reason });
  }
}

function endFault(found: ChainEnd, head: ChainEnd | undefined): string {
  if (!head) return `${found.sequence} entries are there, but the chain's head is missing`;
  if (head.sequence === found.sequence)
    return `the last entry has the hash ${found.hash}, but the head says ${head.hash}`;
  return `the last entry is ${found.sequence}, but the head says ${head.sequence}`;
}

function entryOf(row: Row): HashedEntry & { hash: string } {
  return {
    previousHash: row.previous_hash,
    sequence: row.sequence,
    id: row.id,
    type: row.type,
    subjectId: row.subject_id,
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    at: row.at.toISOString(),
    changes: row.changes,
    hash: row.hash,
  };
}
