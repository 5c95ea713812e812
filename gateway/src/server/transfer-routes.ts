import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { badInput, RondoError } from '@rondo/platform/errors.ts';
import { invokeAs } from '@rondo/platform/operation.ts';
import type { Platform } from '@rondo/platform/platform.ts';
import type { Principal } from '@rondo/platform/principal.ts';
import { ErrorCode } from '@rondo/schema/errors.ts';
import {
  appendImport,
  beginImport,
  dropImport,
  type Piece,
  readExport,
  startImport,
  type TransferFormat,
  transferFormats,
} from '@rondo/schema/methods/transfer.ts';
import type { FastifyInstance } from 'fastify';
import { type Authenticator, budgetKeyOf } from '../auth/caller.ts';
import type { Budgets } from '../request/admission.ts';
import { type ReceptionTimes, withoutPauses } from './reception.ts';
import { principalOf } from './transfer-caller.ts';
import { transferCosts } from './transfer-costs.ts';

export interface TransferOptions {
  readonly platform: Platform;
  readonly authenticator: Authenticator;
  readonly budgets: Budgets;
  readonly reception: ReceptionTimes;
}

const MAXIMUM_UPLOAD_BYTES = 200 * 1_024 * 1_024;
/** Of an upload, handed on at once: well below what a sidecar takes, as base64 too. An even number, as UTF-16 needs. */
const PART_BYTES = 512 * 1_024;
/** Of one user. */
const EXPORTS_AT_ONCE = 2;

const files: Readonly<Record<TransferFormat, { type: string; name: string }>> = {
  JSON: { type: 'application/json; charset=utf-8', name: 'rondo.json' },
  CSV: { type: 'text/csv; charset=utf-8; header=present', name: 'rondo.csv' },
  ICS: { type: 'text/calendar; charset=utf-8', name: 'rondo.ics' },
  TODOIST_CSV: { type: 'text/csv; charset=utf-8; header=present', name: 'todoist.csv' },
};

/** `GET /export` and `POST /import`: files of any size, in both directions never in memory as a whole. */
export async function routeTransfer(app: FastifyInstance, options: TransferOptions): Promise<void> {
  const { platform, authenticator, budgets, reception } = options;
  const exporting = new Places(EXPORTS_AT_ONCE);
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));

    scope.get<{ Querystring: Query }>('/export', async (request, reply) => {
      const principal = await principalOf(authenticator, request, ['TASKS_READ']);
      const format = formatOf(request.query.format);
      const leave = exporting.enter(principal.userId);
      // Who has gone already is not heard of again.
      if (reply.raw.destroyed) leave();
      else reply.raw.once('close', leave);
      const budgetKey = budgetKeyOf(principal);
      await budgets.user.spend(budgetKey, transferCosts.export);
      const read = (cursor: string | null) => {
        budgets.user.charge(budgetKey, transferCosts.exportPage);
        return invokeAs(platform, principal, readExport, { format, cursor });
      };
      // Whether it can be read at all is known before anything is sent.
      const text = texts(await read(null), read);
      const { type, name } = files[format];
      reply.header('content-type', type).header('content-disposition', `attachment; filename="${name}"`);
      return reply.header('cache-control', 'no-store').send(Readable.from(text));
    });

    const upload = { bodyLimit: MAXIMUM_UPLOAD_BYTES, config: { isUpload: true } };
    scope.post<{ Querystring: Query }>('/import', upload, async (request, reply) => {
      const principal = await principalOf(authenticator, request, ['TASKS_WRITE']);
      const format = formatOf(request.query.format);
      const body = request.body;
      refuseWrapped(request.headers);
      if (!(body instanceof Readable)) throw badInput('body', 'Expected the content of a file, got none.');
      const budgetKey = budgetKeyOf(principal);
      await budgets.user.spend(budgetKey, transferCosts.import);
      const job = await takeUpload(platform, principal, format, {
        body: withoutPauses(request.raw, reception.uploadPause),
        pay: () => budgets.user.spend(budgetKey, transferCosts.importPart),
      });
      return reply.code(202).header('cache-control', 'no-store').send({ job });
    });
  });
}

/** What each user does at the same time. */
class Places {
  readonly #limit: number;
  readonly #taken = new Map<string, number>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Returns what is to be called, once, when it is over. @throws RondoError RATE_LIMITED where all are taken */
  enter(userId: string): () => void {
    const taken = this.#taken.get(userId) ?? 0;
    if (taken >= this.#limit) throw tooManyExports();
    this.#taken.set(userId, taken + 1);
    return () => {
      const left = (this.#taken.get(userId) ?? 1) - 1;
      if (left > 0) this.#taken.set(userId, left);
      else this.#taken.delete(userId);
    };
  }
}

interface Query {
  format?: string;
}

function formatOf(given: unknown): TransferFormat {
  const format = transferFormats.find((name) => name === String(given ?? '').toUpperCase());
  if (format) return format;
  const expected = transferFormats.map((name) => name.toLowerCase()).join(', ');
  throw badInput(
    'format',
    `Expected format=… with one of ${expected}, got ${JSON.stringify(given ?? null).slice(0, 40)}.`,
  );
}

async function* texts(first: Piece, read: (cursor: string | null) => Promise<Piece>): AsyncGenerator<string> {
  for (let piece = first; ; piece = await read(piece.next)) {
    if (piece.text !== '') yield piece.text;
    if (piece.next === null) return;
  }
}

/** A form, or what is compressed, would be read as if it were the file's own text. */
function refuseWrapped({
  'content-type': type = '',
  'content-encoding': encoding = 'identity',
}: IncomingHttpHeaders): void {
  if (/^multipart\//i.test(type)) {
    throw badInput('body', 'Expected the file itself as the body, got a form. With curl: --data-binary @file.');
  }
  if (encoding !== 'identity')
    throw badInput('body', `Expected the file as it is, got it encoded as ${encoding.slice(0, 40)}.`);
}

interface Upload {
  readonly body: AsyncIterable<Buffer>;
  /** For each part. @throws RondoError RATE_LIMITED */
  readonly pay: () => Promise<unknown>;
}

/** Hands a body on as it comes. What fails, or is broken off, leaves no import. */
async function takeUpload(platform: Platform, principal: Principal, format: TransferFormat, { body, pay }: Upload) {
  const { jobId } = await invokeAs(platform, principal, beginImport, { format });
  try {
    let parts = 0;
    for await (const part of inParts(body)) {
      await pay();
      await invokeAs(platform, principal, appendImport, { jobId, sequence: parts, data: part.toString('base64') });
      parts += 1;
    }
    if (parts === 0) throw badInput('body', 'Expected the content of a file, got none.');
    const { job } = await invokeAs(platform, principal, startImport, { jobId, parts });
    return job;
  } catch (error) {
    await invokeAs(platform, principal, dropImport, { jobId }).catch(() => {
      // It is forgotten in a day.
    });
    throw error;
  }
}

async function* inParts(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let length = 0;
  let total = 0;
  for await (const chunk of body) {
    total += chunk.length;
    if (total > MAXIMUM_UPLOAD_BYTES) throw new TooLarge();
    waiting.push(chunk);
    length += chunk.length;
    while (length >= PART_BYTES) {
      const whole = Buffer.concat(waiting);
      yield whole.subarray(0, PART_BYTES);
      const rest = whole.subarray(PART_BYTES);
      waiting = [rest];
      length = rest.length;
    }
  }
  if (length > 0) yield Buffer.concat(waiting);
}

class TooLarge extends Error {
  readonly statusCode = 413;

  constructor() {
    super(`Expected at most ${MAXIMUM_UPLOAD_BYTES} bytes. Split the file.`);
  }
}

function tooManyExports(): RondoError {
  return new RondoError(
    ErrorCode.RATE_LIMITED,
    `Expected at most ${EXPORTS_AT_ONCE} exports at once. Wait for one to end.`,
    {
      retryAfter: 10,
    },
  );
}
