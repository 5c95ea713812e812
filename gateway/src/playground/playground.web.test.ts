import { until } from '@rondo/platform/testing/until.ts';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { taskEvent } from '../testing/events.ts';
import { startTestGateway, type TestGateway } from '../testing/gateway.ts';
import { bundleFolder, makeBundle } from './bundle.ts';

let test: TestGateway;
let browser: Browser;
let page: Page;
const problems: string[] = [];

beforeAll(async () => {
  // routes.pg.test.ts shows that a browser can wait for it.
  await makeBundle(bundleFolder());
  test = await startTestGateway();
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  page = await browser.newPage();
  page.on('pageerror', ({ message }) => problems.push(message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('request', (request) => {
    if (!request.url().startsWith(new URL(test.url).origin) && !request.url().startsWith('data:'))
      problems.push(`asked for ${request.url()}`);
  });
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await test?.[Symbol.asyncDispose]();
});

it('GraphiQL opens from this server alone, signs in, runs operations and hears changes', async () => {
  const user = test.signIn();
  await page.goto(test.url);
  await page.waitForSelector('.graphiql-container', { timeout: 60_000 });
  await page.evaluate((token) => {
    localStorage.setItem('rondo-playground-session', JSON.stringify({ token, name: 'Ada' }));
  }, user.token);
  await page.reload();
  await page.getByText('Signed in as Ada').waitFor();

  // Before its editor has the operation, the button runs nothing, or what was there before.
  const editorHas = (text: string) => page.locator('.graphiql-editor .view-line', { hasText: text }).first().waitFor();
  await editorHas('createTask');
  const shown = async () => (await page.locator('.graphiql-response').textContent()) ?? '';
  await page.getByRole('button', { name: /execute query/i }).click();
  await until('the answer is shown', async () => /Water\sthe\splants/.test(await shown()));

  await page.getByRole('tab', { name: 'Subscribe' }).click();
  await editorHas('subscription');
  await page.getByRole('button', { name: /execute query/i }).click();
  await until('the change is shown', async () => {
    const event = taskEvent(user.userId);
    await test.publish(event);
    return (await shown()).includes('task.created.v1');
  });
  expect(problems).toEqual([]);
}, 120_000);
