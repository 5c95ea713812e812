/**
 * Many subscribers in one process, a WebSocket each (graphql-transport-ws), with no more work for a message than must
 * be: they share a core with others. One whose socket closes comes back with its last cursor.
 */
import { setTimeout as delay } from 'node:timers/promises';
import WebSocket from 'ws';
import { type Arrival, answerParent, type ClientCommand, clockNow, type SubscriberSpec } from './protocol.ts';

/** Connections that are being opened at a time, so that a backlog of them is not what is measured. */
const OPENING = 200;
/** Within which those whose sockets were closed come back. */
const REOPEN_MS = 1_000;

/** What has come of one title. */
class Arrivals {
  readonly latencies: number[] = [];
  faults = 0;
  at = 0;
  onArrival: (() => void) | undefined;
}

const arrivals = new Map<string, Arrivals>();
const subscribers: Subscriber[] = [];

function arrivalsOf(title: string): Arrivals {
  const known = arrivals.get(title);
  if (known) return known;
  const created = new Arrivals();
  arrivals.set(title, created);
  return created;
}

class Subscriber {
  readonly #spec: SubscriberSpec;
  readonly #url: string;
  readonly #query: string;
  #socket: WebSocket | undefined;
  #cursor: string | undefined;
  /** By title, the number to come next. */
  readonly #next = new Map<string, number>();
  #isOver = false;
  reconnects = 0;

  constructor(spec: SubscriberSpec, url: string, query: string) {
    this.#spec = spec;
    this.#url = url;
    this.#query = query;
    this.#cursor = spec.after;
  }

  /** Resolves once it is acknowledged and has asked for its events. */
  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(this.#url, 'graphql-transport-ws', { perMessageDeflate: false });
      this.#socket = socket;
      let isOpen = false;
      socket.on('open', () =>
        socket.send(`{"type":"connection_init","payload":{"authorization":"Bearer ${this.#spec.user}"}}`),
      );
      socket.on('message', (data: Buffer) => {
        const text = data.toString('latin1');
        if (text.includes('"type":"next"')) this.#take(text);
        else if (text.includes('"connection_ack"')) {
          const variables = { after: this.#cursor };
          const payload = { query: this.#query, variables };
          socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload }));
          isOpen = true;
          resolve();
        } else if (text.includes('"type":"error"')) throw new Error(text);
      });
      socket.on('error', reject);
      socket.on('close', () => {
        if (isOpen && !this.#isOver) void this.#reopen();
        else reject(new Error('the connection was closed'));
      });
    });
  }

  close(): void {
    this.#isOver = true;
    this.#socket?.terminate();
  }

  async #reopen(): Promise<void> {
    this.reconnects++;
    for (let isOpen = false; !isOpen && !this.#isOver; ) {
      await delay(Math.random() * REOPEN_MS);
      isOpen = await this.open().then(
        () => true,
        () => false,
      );
    }
  }

  #take(text: string): void {
    this.#cursor = textAfter(text, '"cursor":"');
    const full = textAfter(text, '"title":"');
    const dash = full.lastIndexOf('-');
    const title = full.slice(0, dash);
    const number = Number(full.slice(dash + 1));
    const arrived = arrivalsOf(title);
    if (number !== (this.#next.get(title) ?? 0)) arrived.faults++;
    this.#next.set(title, number + 1);
    arrived.at = clockNow();
    arrived.latencies.push(arrived.at - Number(textAfter(text, '"description":"')));
    arrived.onArrival?.();
  }
}

function textAfter(text: string, head: string): string {
  const start = text.indexOf(head) + head.length;
  return text.slice(start, text.indexOf('"', start));
}

function expectArrival(title: string, count: number, withinMs: number): Promise<Arrival | null> {
  const arrived = arrivalsOf(title);
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), withinMs);
    arrived.onArrival = () => {
      if (arrived.latencies.length < count) return;
      arrived.onArrival = undefined;
      clearTimeout(timer);
      const sorted = Float64Array.from(arrived.latencies).sort();
      const quantile = (q: number) => sorted[Math.floor(sorted.length * q)] ?? 0;
      const reconnects = subscribers.reduce((sum, subscriber) => sum + subscriber.reconnects, 0);
      resolve({ at: arrived.at, p50: quantile(0.5), p99: quantile(0.99), faults: arrived.faults, reconnects });
    };
    arrived.onArrival();
  });
}

answerParent<ClientCommand>(async (command) => {
  if (command.do === 'expect') return expectArrival(command.title, subscribers.length * command.each, command.withinMs);
  if (command.do === 'close') {
    for (const subscriber of subscribers.splice(0)) subscriber.close();
    return null;
  }
  const { subscribers: specs, url, query } = command;
  for (let at = 0; at < specs.length; at += OPENING) {
    const opening = specs.slice(at, at + OPENING).map((spec) => new Subscriber(spec, url, query));
    subscribers.push(...opening);
    await Promise.all(opening.map((subscriber) => subscriber.open()));
  }
  return null;
});

process.once('SIGTERM', () => process.exit(0));
