import type { Browser, BrowserContext, Locator, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ApiClient, eventually } from '../../test/client.ts';
import { addTask, desktop, launchChromium, openPage, settled, signIn, startTrial, task } from './browser.ts';

const rondo = inject('rondo');
const password = 'correct horse battery staple';
const MANY = 1_200;
const soon = { timeout: 25_000 };
let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
});

/** An account with so many open tasks, two of which are due today; the rest later, in the order of their numbers. */
async function largeAccount(): Promise<{ client: ApiClient; email: string }> {
  const email = `many-${crypto.randomUUID()}@example.com`;
  const client = await ApiClient.signUp(rondo.url, { email, timeZone: 'Europe/Paris' });
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris' }).format();
  const due = (index: number) => new Date(Date.UTC(2040, 0, 1 + Math.floor(index / 2))).toISOString().slice(0, 10);
  const rows = Array.from({ length: MANY - 2 }, (_, index) => `Later ${index},${due(index)}`);
  const content = ['title,due', `Water the plants,${today}`, `Feed the cat,${today}`, ...rows].join('\n');
  const { importTasks } = await client.data(
    'mutation ($content: String!) { importTasks(format: "CSV", content: $content) { id } }',
    { content },
  );
  const job = 'query ($id: ID!) { node(id: $id) { ... on ImportJob { finished } } }';
  await eventually(
    () => client.data(job, { id: importTasks.id }),
    ({ node }) => node.finished,
    60_000,
  );
  return { client, email };
}

async function taskNamed(client: ApiClient, title: string): Promise<{ id: string; tags: { id: string }[] }> {
  const { tasks } = await client.data('query ($query: String!) { tasks(query: $query) { nodes { id title } } }', {
    query: `"${title}"`,
  });
  return tasks.nodes.find((node: { title: string }) => node.title === title);
}

/** Lets so many pages of tasks through, and keeps the later ones, with what the server answered at that time, until `release`. */
async function holdPages(page: Page, let_: number) {
  const asked: { after: string | null; query: string | null }[] = [];
  const kept: (() => Promise<void>)[] = [];
  let open = false;
  await page.route('**/graphql', async (route: Route) => {
    const { query, variables } = route.request().postDataJSON() as { query: string; variables: Record<string, never> };
    if (!query.startsWith('query TaskPage')) return route.continue();
    asked.push({ after: variables.after ?? null, query: variables.query ?? null });
    if (open || asked.length <= let_) return route.continue();
    // The page may go away meanwhile.
    const response = await route.fetch().catch(() => null);
    if (!response) return;
    const answer = () => route.fulfill({ response }).catch(() => undefined);
    if (open) await answer();
    else kept.push(answer);
  });
  return {
    asked,
    kept,
    async release() {
      open = true;
      await Promise.all(kept.splice(0).map((answer) => answer()));
    },
  };
}

const progressOf = (count: number) => `${count} of ${MANY.toLocaleString('en')} tasks`;
/** What is seen of it; what is said to who listens goes in steps. */
const progress = (page: Page, count: number) => page.locator('span', { hasText: progressOf(count) });
const allHere = (page: Page) => page.getByText('All tasks are here.').waitFor({ state: 'attached', timeout: 50_000 });
const counted = (page: Page, count: number) => page.getByLabel(`${count} tasks`, { exact: true }).waitFor();

interface Opened {
  readonly what: string;
  /** Of tasks, that are let through. */
  readonly pagesBefore: number;
  readonly path: () => string;
  readonly shown: (page: Page) => Locator;
}

describe('the first visit of a device', () => {
  it('lets tasks be added, completed and changed elsewhere while most of the account is still to come, and loses none of it', async () => {
    const { client, email } = await largeAccount();
    await using ada = await openPage(browser, rondo.url);
    const { page } = ada;
    const pages = await holdPages(page, 3);
    await signIn(ada, email, password);
    await expect.poll(() => pages.kept.length, soon).toBe(1);
    await progress(page, 300).waitFor();
    await page
      .getByRole('status')
      .filter({ hasText: progressOf(300) })
      .waitFor({ state: 'attached' });

    await addTask(page, 'Buy bread today');
    await task(page, 'Buy bread').waitFor();
    await page.getByRole('checkbox', { name: 'Complete “Feed the cat”' }).click();
    await task(page, 'Feed the cat').waitFor({ state: 'detached' });
    await settled(page);
    // It stands on the page that is kept, as it was before.
    const { id } = await taskNamed(client, 'Later 310');
    await client.data(
      'mutation ($id: ID!, $input: UpdateTaskInput!) { updateTask(id: $id, input: $input) { eventId } }',
      {
        id,
        input: { title: 'Sooner', due: { date: new Date().toISOString().slice(0, 10) } },
      },
    );
    await task(page, 'Sooner').waitFor();

    await pages.release();
    await allHere(page);
    await task(page, 'Sooner').waitFor();
    for (const visit of ['as it was loaded', 'as it is on disk']) {
      await expect.poll(() => page.locator('[data-task]').count(), { ...soon, message: visit }).toBe(3);
      await page.getByRole('link', { name: 'All' }).click();
      await counted(page, MANY);
      await page.getByRole('link', { name: 'Completed' }).click();
      await task(page, 'Feed the cat').waitFor();
      await page.goto('/today');
      await task(page, 'Buy bread').waitFor();
    }
    expect(ada.faults).toEqual([]);
  });

  it('goes on where it was when the page is reloaded in the middle of it, with what changed meanwhile', async () => {
    const { client, email } = await largeAccount();
    await using ada = await openPage(browser, rondo.url);
    const { page } = ada;
    const first = await holdPages(page, 6);
    await signIn(ada, email, password);
    await expect.poll(() => first.kept.length, soon).toBe(1);
    await page.goto('about:blank');
    for (const title of ['Later 5', 'Later 1100']) {
      const { id } = await taskNamed(client, title);
      await client.data('mutation ($id: ID!) { deleteTask(id: $id) { eventId } }', { id });
    }
    await page.unroute('**/graphql');
    const second = await holdPages(page, 1);
    await page.goto('/all');
    await task(page, 'Water the plants').waitFor();
    await expect.poll(() => second.kept.length, soon).toBe(1);
    await progress(page, 700).waitFor();
    expect(second.asked[0]?.after).toBe(first.asked[6]?.after);
    await second.release();
    await allHere(page);
    await counted(page, MANY - 2);
    expect(second.asked.every(({ after }) => !first.asked.slice(1, 6).some((page) => page.after === after))).toBe(true);
    await page.getByRole('link', { name: 'Bin' }).click();
    await task(page, 'Later 1100').waitFor();
    await task(page, 'Later 5').waitFor();
    expect(ada.faults).toEqual([]);
  });

  describe('shows what was opened first, however late its turn is:', () => {
    let session: Awaited<ReturnType<BrowserContext['storageState']>>;
    let tagged: { id: string; tags: { id: string }[] };

    beforeAll(async () => {
      const { client, email } = await largeAccount();
      const { createTask } = await client.data(
        'mutation { createTask(input: { title: "Call Grace", tagNames: ["phone"] }) { task { id tags { id } } } }',
      );
      tagged = createTask.task;
      const done = await taskNamed(client, 'Later 1000');
      await client.data('mutation ($id: ID!) { completeTask(id: $id) { eventId } }', { id: done.id });
      await using ada = await openPage(browser, rondo.url);
      await signIn(ada, email, password);
      session = await ada.context.storageState();
    });

    const opened: readonly Opened[] = [
      {
        what: 'a tag',
        pagesBefore: 2,
        path: () => `/tags/${tagged.tags[0]?.id}`,
        shown: (page) => task(page, 'Call Grace'),
      },
      {
        what: 'what is completed',
        pagesBefore: 2,
        path: () => '/completed',
        shown: (page) => task(page, 'Later 1000'),
      },
      {
        what: 'what a search finds',
        pagesBefore: 2,
        path: () => '/search?q=grace',
        shown: (page) => task(page, 'Call Grace'),
      },
      {
        what: 'a task',
        pagesBefore: 1,
        path: () => `/all?task=${tagged.id}`,
        shown: (page) => page.getByRole('article', { name: 'Call Grace' }),
      },
    ];
    it.each(opened)('$what', async ({ pagesBefore, path, shown }) => {
      await using ada = await openPage(browser, rondo.url, { ...desktop, storageState: { ...session, origins: [] } });
      const { page } = ada;
      const pages = await holdPages(page, pagesBefore);
      await page.goto(path());
      await shown(page).waitFor();
      await expect.poll(() => pages.kept.length, soon).toBe(1);
      // What is not here yet is not said to be missing.
      await page.getByRole('link', { name: 'Bin' }).click();
      await page.getByRole('heading', { name: 'Bin', level: 1 }).waitFor();
      expect(await page.getByText('The bin is empty').count()).toBe(0);
      await pages.release();
      await page.getByText('The bin is empty').waitFor();
      expect(ada.faults).toEqual([]);
    });
  });

  it('that has to read all anew takes away what is gone, even where that is interrupted', async () => {
    await using ada = await openPage(browser, rondo.url);
    const { page } = ada;
    await startTrial(ada);
    await addTask(page, 'Stays today');
    await task(page, 'Stays').waitFor();
    await settled(page);
    await page.goto('/health/live');
    await page.evaluate(async () => {
      const name = (await indexedDB.databases()).find((found) => found.name?.startsWith('rondo-'))?.name ?? '';
      const open = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
      });
      const transaction = open.transaction(['tasks', 'meta'], 'readwrite');
      const tasks = transaction.objectStore('tasks');
      tasks.getAll().onsuccess = ({ target }) => {
        const [known] = (target as IDBRequest<{ id: string; title: string }[]>).result;
        // As if another device had emptied the bin so long ago that the stream does not tell of it any more.
        tasks.put({ ...known, id: 'task_01k00000000000000000000000', title: 'Long gone' });
        tasks.put({ ...known, title: 'Stays as it was' });
      };
      transaction.objectStore('meta').put('of a stream that is not kept', 'cursor');
      await new Promise((resolve) => transaction.addEventListener('complete', resolve));
      open.close();
    });
    const pages = await holdPages(page, 1);
    await page.goto('/today');
    await expect.poll(() => pages.kept.length, soon).toBe(1);
    await task(page, 'Stays').waitFor();
    await page.reload();
    await task(page, 'Long gone').waitFor();
    await pages.release();
    await task(page, 'Long gone').waitFor({ state: 'detached' });
    await page.reload();
    await task(page, 'Stays').waitFor();
    expect(await page.locator('[data-task]').allTextContents()).toEqual(['Stays']);
    expect(ada.faults).toEqual([]);
  });
});
