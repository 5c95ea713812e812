/**
 * The web client in Chromium, on the real server: bytes of JavaScript for the first screen; from the address to a task that was
 * added by a click, in an account of 10 000 tasks on a device that has nothing of it yet, with a processor slowed down four times;
 * from a key in one browser to the change in another; and frames while 10 000 tasks scroll. No peer: the bounds are 250 kB, 6 s,
 * 100 ms and 60 frames/s.
 */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { ApiClient } from '../test/client.ts';
import { addTask, desktop, launchChromium, openPage, settled, signIn, startRondo, task } from '../web/test/browser.ts';
import { FIRST_SCREEN_BUDGET, scriptsOf } from '../web/test/first-screen.ts';
import { printTable, spreadOf, writeResults } from './lib/report.ts';
import type { BenchOptions } from './run.ts';

const SLOWDOWN = 4;
const password = 'correct horse battery staple';

export async function run({ quick }: BenchOptions): Promise<void> {
  const [rounds, edits, tasks, scrollMs] = quick ? [2, 10, 1_000, 1_000] : [7, 100, 10_000, 5_000];
  await using rondo = await startRondo();
  await using stack = new AsyncDisposableStack();
  const browser = stack.adopt(await launchChromium(), (launched) => launched.close());
  const email = `bench-${crypto.randomUUID()}@example.com`;
  await fill(await ApiClient.signUp(rondo.url, { email }), tasks);

  const here = stack.use(await openPage(browser, rondo.url));
  await here.page.goto('/');
  await here.page.getByRole('button', { name: 'Try it' }).waitFor();
  const welcome = await scriptsOf(here.page);
  await signIn(here, email, password);
  await settled(here.page);
  const session = await here.context.storageState();

  const loads: FirstLoad[] = [];
  for (let round = 1; round <= rounds; round++) loads.push(await firstLoad(browser, rondo.url, session, tasks + round));
  const spread = (of: keyof FirstLoad) => spreadOf(loads.map((load) => load[of]));
  const there = stack.use(await openPage(browser, rondo.url, { ...desktop, storageState: session }));
  const otherBrowserMs = await editElsewhere(here.page, there.page, edits);
  const scroll = await scrollAll(there.page, tasks + rounds + 1, scrollMs);
  await here.page.goto('/today');
  await settled(here.page);
  const today = await scriptsOf(here.page);

  const results = {
    firstScreenBytes: { welcome: welcome.gzipBytes, today: today.gzipBytes },
    slowdown: SLOWDOWN,
    firstPaintMs: spread('paintMs'),
    interactiveMs: spread('interactiveMs'),
    longestBlockedMs: spread('longestBlockedMs'),
    allLoadedMs: spread('allLoadedMs'),
    editToOtherBrowserMs: { p50: quantile(otherBrowserMs, 0.5), p95: quantile(otherBrowserMs, 0.95) },
    scroll: { tasks, ...scroll },
  };
  printTable([
    { what: 'JS before the first click, signed out, B gzip', value: welcome.gzipBytes, bound: FIRST_SCREEN_BUDGET },
    { what: 'JS before the first click, Today, B gzip', value: today.gzipBytes, bound: FIRST_SCREEN_BUDGET },
    { what: `first paint, processor ÷ ${SLOWDOWN}, ms`, value: Math.round(results.firstPaintMs.median), bound: '' },
    {
      what: `a task added, processor ÷ ${SLOWDOWN}, ms`,
      value: Math.round(results.interactiveMs.median),
      bound: 6_000,
    },
    { what: 'longest task while the rest loads, ms', value: Math.round(results.longestBlockedMs.median), bound: '' },
    { what: `all ${tasks} tasks there, ms`, value: Math.round(results.allLoadedMs.median), bound: '' },
    { what: 'key here to change there, p50, ms', value: results.editToOtherBrowserMs.p50, bound: 100 },
    { what: 'key here to change there, p95, ms', value: results.editToOtherBrowserMs.p95, bound: '' },
    { what: `scrolling ${tasks} tasks, frames/s`, value: scroll.framesPerSecond, bound: 60 },
    { what: `scrolling ${tasks} tasks, p95 frame, ms`, value: scroll.p95FrameMs, bound: '' },
  ]);
  if (!quick) await writeResults('web', results);
}

/** So many open tasks, by an import. */
async function fill(client: ApiClient, count: number): Promise<void> {
  const lines = Array.from({ length: count }, (_, index) => `Task number ${index},2027-${pad((index % 12) + 1)}-15`);
  const content = ['title,due', ...lines].join('\n');
  const { importTasks: job } = await client.data(
    'mutation ($content: String!) { importTasks(format: "CSV", content: $content) { id } }',
    { content },
  );
  const query = 'query ($id: ID!) { node(id: $id) { ... on ImportJob { finished } } }';
  while (!(await client.data(query, { id: job.id })).node.finished) await new Promise((done) => setTimeout(done, 200));
}

const pad = (value: number) => String(value).padStart(2, '0');

type Session = Awaited<ReturnType<BrowserContext['storageState']>>;

/** Milliseconds; all but `longestBlockedMs` from the moment the address was entered. */
interface FirstLoad {
  readonly paintMs: number;
  /** The first click that could be made has opened quick add, and what was typed there is in the list. */
  readonly interactiveMs: number;
  /** Of what ran from then on until all was there: for so long the page answered to nothing. */
  readonly longestBlockedMs: number;
  readonly allLoadedMs: number;
}

/** Signed in on a device that has nothing of Rondo yet, nor of the account. */
async function firstLoad(browser: Browser, url: string, session: Session, tasks: number): Promise<FirstLoad> {
  await using ada = await openPage(browser, url, { ...desktop, storageState: { ...session, origins: [] } });
  const { page, context } = ada;
  context.setDefaultTimeout(180_000);
  const developer = await context.newCDPSession(page);
  await developer.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
  await page.addInitScript(() => {
    const long: { start: number; duration: number }[] = [];
    Object.assign(globalThis, { long });
    new PerformanceObserver((entries) => {
      for (const { startTime, duration } of entries.getEntries()) long.push({ start: startTime, duration });
    }).observe({ type: 'longtask', buffered: true });
  });
  await page.goto('/all', { waitUntil: 'commit' });
  await addTask(page, 'Added at once today');
  await task(page, 'Added at once').first().waitFor();
  const interactiveMs = await page.evaluate(() => performance.now());
  await page.getByLabel(`${tasks} tasks`).waitFor();
  return await page.evaluate((interactive) => {
    const long = Reflect.get(globalThis, 'long') as { start: number; duration: number }[];
    return {
      paintMs: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
      interactiveMs: interactive,
      longestBlockedMs: Math.max(0, ...long.filter(({ start }) => start > interactive).map(({ duration }) => duration)),
      allLoadedMs: performance.now(),
    };
  }, interactiveMs);
}

/** Milliseconds from a key in one browser to what it does in another one, each with a stream of its own. */
async function editElsewhere(here: Page, there: Page, count: number): Promise<number[]> {
  const title = 'The one that changes';
  await here.goto('/all');
  await settled(here);
  await here.keyboard.press('q');
  await here.getByRole('dialog').getByRole('textbox', { name: 'Add a task' }).fill(`"${title}" today`);
  await here.keyboard.press('Enter');
  for (const page of [here, there]) {
    await page.goto('/today');
    await task(page, title).waitFor();
    await settled(page);
  }
  await here.keyboard.press('j');
  const times: number[] = [];
  for (let edit = 0; edit < count; edit++) {
    const [key, word] = edit % 2 === 0 ? ['1', 'High'] : ['3', 'Low'];
    const seen = there.evaluate(
      (wanted) =>
        new Promise<number>((resolve) => {
          const look = () => {
            if (![...document.querySelectorAll('main li')].some((row) => row.textContent?.includes(wanted))) return;
            observer.disconnect();
            resolve(performance.timeOrigin + performance.now());
          };
          const observer = new MutationObserver(look);
          observer.observe(document.body, { subtree: true, childList: true, characterData: true });
        }),
      word ?? '',
    );
    const pressed = here.evaluate(
      () =>
        new Promise<number>((resolve) =>
          addEventListener('keydown', (event) => resolve(performance.timeOrigin + event.timeStamp), {
            once: true,
            capture: true,
          }),
        ),
    );
    // Both listen before the key comes.
    await Promise.all([here.evaluate(() => undefined), there.evaluate(() => undefined)]);
    await here.keyboard.press(key ?? '');
    times.push((await seen) - (await pressed));
    await settled(here);
  }
  return times;
}

/** Scrolls at 3 000 px/s, and counts frames. */
async function scrollAll(page: Page, tasks: number, milliseconds: number) {
  await page.goto('/all');
  await page.getByLabel(`${tasks} tasks`).waitFor({ timeout: 120_000 });
  await settled(page);
  const frames = await page.evaluate(async (length) => {
    const scroller = document.querySelector('main ul')?.parentElement;
    if (!scroller) throw new Error('Expected a list that scrolls.');
    const times: number[] = [];
    const start = await new Promise(requestAnimationFrame);
    for (let now = start; now - start < length; ) {
      const next = await new Promise<number>(requestAnimationFrame);
      times.push(next - now);
      scroller.scrollTop += (3_000 * (next - now)) / 1_000;
      now = next;
    }
    return times;
  }, milliseconds);
  const total = frames.reduce((sum, frame) => sum + frame, 0);
  return {
    framesPerSecond: Math.round((frames.length / total) * 1_000),
    p95FrameMs: quantile(frames, 0.95),
  };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return Math.round(value * 10) / 10;
}
