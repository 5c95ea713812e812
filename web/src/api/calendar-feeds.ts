import { failureOfAnswer } from './errors.ts';
import { RequestError } from './request.ts';

/** Private addresses for calendar programs: the server's paths under /calendar-feeds. */

export type FeedComponent = 'VTODO' | 'VEVENT';

export interface CalendarFeed {
  readonly id: string;
  /** Null: all tasks. */
  readonly filterId: string | null;
  readonly component: FeedComponent;
  readonly createdAt: string;
  readonly lastReadAt: string | null;
}

/** @throws RequestError as the server says; whatever `fetch` throws where it can't be reached */
async function call(method: 'GET' | 'POST' | 'DELETE', path = '', body?: object): Promise<unknown> {
  const response = await fetch(`/calendar-feeds${path}`, {
    method,
    credentials: 'same-origin',
    ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  if (response.ok) return text === '' ? null : JSON.parse(text);
  throw new RequestError(failureOfAnswer(response.status, text) ?? unreadable(response.status));
}

const unreadable = (status: number) => ({
  code: 'INTERNAL',
  message: `HTTP ${status}`,
  argument: null,
  position: null,
});

const pathOf = (id: string) => `/${encodeURIComponent(id)}`;

export const listFeeds = async () => ((await call('GET')) as { feeds: CalendarFeed[] }).feeds;

/** @returns its address, which no later answer holds */
export const createFeed = async (filterId: string | null, component: FeedComponent) =>
  ((await call('POST', '', { filterId, component })) as { url: string }).url;

/** Ends the address that it has. @returns the one that takes its place */
export const renewFeed = async (id: string) => ((await call('POST', `${pathOf(id)}/renew`)) as { url: string }).url;

export const deleteFeed = (id: string) => call('DELETE', pathOf(id));
