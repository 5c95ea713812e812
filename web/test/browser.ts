import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { RondoProcess } from '../../test/rondo-process.ts';

/** Where Debian puts it; another one by CHROMIUM. */
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // Chromium's sandbox does not run as root, as which CI containers do.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
}

export const desktop = {
  viewport: { width: 1_440, height: 900 },
  locale: 'en-GB',
  timezoneId: 'Europe/Paris',
} as const;
export const phone = {
  viewport: { width: 360, height: 740 },
  hasTouch: true,
  locale: 'en-GB',
  timezoneId: 'Europe/Paris',
} as const;

/** A page whose faults are collected: what its scripts throw, and what its console calls an error. */
export interface Watched extends AsyncDisposable {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly faults: string[];
}

/**
 * A server that believes what its tests' pages say of their addresses: one address may sign up ten times a minute, which
 * all tests of a fast machine together exceed.
 */
export const startRondo = (env: Record<string, string> = {}, options: string[] = []): Promise<RondoProcess> =>
  RondoProcess.start({ TRUSTED_PROXIES: '127.0.0.1', ...env }, options);

let visitors = 0;
const STEP_MS = 25_000;

/** A page of a visitor with cookies and an address of their own. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = desktop,
): Promise<Watched> {
  visitors += 1;
  const context = await browser.newContext({
    baseURL: url,
    extraHTTPHeaders: { 'X-Forwarded-For': `198.51.100.${visitors}` },
    ...options,
  });
  // Sooner than the test itself would: what was waited for is in the message.
  context.setDefaultTimeout(STEP_MS);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    // That a request failed is what tests of being offline are about.
    if (message.type() === 'error' && !/Failed to load resource|WebSocket/.test(message.text()))
      faults.push(message.text());
  });
  return { context, page, faults, [Symbol.asyncDispose]: () => context.close() };
}

/** One click, and there is an account to work in. */
export async function startTrial({ page }: Watched): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: 'Try it' }).click();
  await page.getByRole('heading', { name: 'Today', level: 1 }).waitFor();
}

export async function signIn({ page }: Watched, email: string, password: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(email);
  await page.locator('input[name=password]').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Today', level: 1 }).waitFor();
}

export async function addTask(page: Page, text: string): Promise<void> {
  // By its button: a key that comes before the page listens to keys is lost, which only a test is fast enough for.
  await page.getByRole('button', { name: 'Add a task', exact: true }).first().click();
  const field = page.getByRole('dialog').getByRole('textbox', { name: 'Add a task' });
  await field.fill(text);
  await field.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

export const task = (page: Page, title: string) => page.locator('[data-task]', { hasText: title });

/** Resolves once all edits have reached the server and changes arrive. */
export async function settled(page: Page): Promise<void> {
  await page.locator('[data-connection="live"][aria-label="Live"]').waitFor();
}
