import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { overflow, seriousFaults } from './axe.ts';
import { addTask, desktop, launchChromium, openPage, phone, settled, startTrial, task } from './browser.ts';
import { startApp } from './oauth-app.ts';

const rondo = inject('rondo');
let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
});

const field = (page: Page) => page.getByRole('textbox', { name: 'Message to the assistant' });

async function say(page: Page, text: string): Promise<void> {
  await field(page).fill(text);
  await field(page).press('Enter');
}

async function openAssistant(page: Page): Promise<void> {
  const lists = page.getByRole('navigation', { name: 'Lists' }).last();
  await lists.getByRole('link', { name: 'Assistant' }).click();
  await page.getByRole('heading', { name: 'Ask about your tasks' }).waitFor();
}

const checked = async (page: Page, name: string) => {
  expect.soft(await overflow(page), name).toBe(0);
  expect.soft(await seriousFaults(page), name).toEqual([]);
};

describe('the assistant', () => {
  it('adds a task, says what it did, and is found again in the list of conversations', async () => {
    await using ada = await openPage(browser, rondo.url);
    await startTrial(ada);
    const { page } = ada;
    await openAssistant(page);
    await checked(page, 'assistant, empty');
    await say(page, 'add <b>Milk</b> tomorrow #shop');
    const messages = page.getByRole('region', { name: 'Messages' });
    await messages.getByText('Added “<b>Milk</b>”').waitFor();
    await messages.getByText('I am the offline assistant').waitFor();
    await messages.getByRole('img', { name: 'Done' }).waitFor();
    expect(await messages.locator('b').count()).toBe(0);
    expect(new URL(page.url()).searchParams.get('conversation')).toMatch(/^conversation_/);

    const conversations = page.getByRole('navigation', { name: 'Conversations' });
    await conversations.getByRole('button', { name: 'add <b>Milk</b> tomorrow #shop' }).waitFor();
    await page.getByRole('button', { name: 'New conversation' }).click();
    await page.getByRole('button', { name: 'What is due today?' }).click();
    expect(await field(page).inputValue()).toBe('What is due today?');
    await field(page).press('Shift+Enter');
    expect(await field(page).inputValue()).toBe('What is due today?\n');
    await field(page).press('Enter');
    await messages.getByText('I am the offline assistant').waitFor();
    expect(await field(page).inputValue()).toBe('');
    await conversations.getByRole('button', { name: /^add/ }).click();
    await messages.getByText('Added “<b>Milk</b>”').waitFor();
    await page.reload();
    await messages.getByText('Added “<b>Milk</b>”').waitFor();

    await page.getByRole('navigation', { name: 'Lists' }).last().getByRole('link', { name: /^All/ }).click();
    await task(page, '<b>Milk</b>').waitFor();
    expect(ada.faults).toEqual([]);
  });

  it('deletes what the user accepts and keeps what they reject, by a diff that shows it', async () => {
    await using ada = await openPage(browser, rondo.url);
    await startTrial(ada);
    const { page } = ada;
    for (const title of ['Old notes', 'New notes']) await addTask(page, `${title} today`);
    await settled(page);
    await openAssistant(page);
    await say(page, 'delete old notes');
    const proposal = page.getByRole('region', { name: 'Proposed change' });
    await proposal.getByRole('img', { name: 'Goes:' }).waitFor();
    await proposal.getByText('“Old notes”').waitFor();
    await proposal.getByText('None of it is done yet.').waitFor();
    await checked(page, 'proposal');
    await proposal.getByRole('button', { name: 'Accept' }).click();
    await proposal.waitFor({ state: 'detached' });
    await page.getByRole('img', { name: 'Done' }).waitFor();

    await say(page, 'delete new notes');
    await proposal.getByText('“New notes”').waitFor();
    await proposal.getByRole('button', { name: 'Reject' }).click();
    await proposal.getByText('Rejected').waitFor();
    expect(await proposal.getByRole('button').count()).toBe(0);

    await page
      .getByRole('navigation', { name: 'Lists' })
      .last()
      .getByRole('link', { name: /^Today/ })
      .click();
    await task(page, 'New notes').waitFor();
    await task(page, 'Old notes').waitFor({ state: 'detached' });
    expect(ada.faults).toEqual([]);
  });

  it('says why a message was not taken, and keeps it in the field', async () => {
    await using ada = await openPage(browser, rondo.url);
    await startTrial(ada);
    const { page } = ada;
    await openAssistant(page);
    await page.route('**/graphql', (route) =>
      route.request().postData()?.includes('SendMessage')
        ? route.fulfill({
            json: { errors: [{ message: 'Too many.', extensions: { code: 'RATE_LIMITED', retryAfter: 42 } }] },
          })
        : route.continue(),
    );
    await say(page, 'list today');
    await page.getByRole('alert').filter({ hasText: 'Try again in 42 seconds.' }).waitFor();
    expect(await field(page).inputValue()).toBe('list today');
    await checked(page, 'refused');
    await page.goto('/assistant?conversation=conversation_01k3zzzzzzzzzzzzzzzzzzzzzz');
    await page.getByRole('heading', { name: 'This conversation is not here any more.' }).waitFor();
  });

  it.each([
    ['in dark colours', { ...desktop, colorScheme: 'dark' } as const],
    ['on a phone of 360 pixels', phone],
  ])('is fit for assistive technology %s', async (_, options) => {
    await using ada = await openPage(browser, rondo.url, options);
    await startTrial(ada);
    const { page } = ada;
    await page.goto('/assistant');
    await page.getByRole('heading', { name: 'Ask about your tasks' }).waitFor();
    await checked(page, 'empty');
    await say(page, `add Water ${'Longword'.repeat(12)} tomorrow`);
    await page.getByText('I am the offline assistant').waitFor();
    await say(page, 'delete water');
    await page.getByRole('button', { name: 'Reject' }).waitFor();
    await checked(page, 'proposal');
    await page.goto('/settings');
    await page.getByText('No app is connected.').waitFor();
    await page.getByRole('button', { name: 'New feed' }).click();
    await page.getByRole('button', { name: 'Make the feed' }).waitFor();
    await checked(page, 'settings');
    expect(ada.faults).toEqual([]);
  });
});

describe('settings', () => {
  it('list the apps that were let in, with what they may do, and disconnect one at once', async () => {
    await using app = await startApp(rondo.url, 'Planner');
    await using ada = await openPage(browser, rondo.url);
    await startTrial(ada);
    const { page } = ada;
    await page.goto('/settings');
    const apps = page.getByRole('region', { name: 'Connected apps' });
    await apps.getByText('No app is connected.').waitFor();
    await page.goto(app.address);
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.waitForURL(`${app.redirectUri}?**`);
    const { access_token: token } = await app.exchange(new URL(page.url()).searchParams.get('code') ?? '');
    const statusOf = async () => {
      const response = await fetch(`${rondo.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: '{"query":"{ tasks { totalCount } }"}',
      });
      return response.status;
    };
    expect(await statusOf()).toBe(200);
    await page.goto('/settings');
    await apps.getByText('Planner').waitFor();
    await apps.getByText('read tasks, also while you are away').waitFor();
    await apps.getByRole('button', { name: 'Disconnect “Planner”' }).click();
    const question = page.getByRole('dialog');
    await question.getByText('ends at once').waitFor();
    await checked(page, 'connected apps');
    await question.getByRole('button', { name: 'Disconnect' }).click();
    await apps.getByText('No app is connected.').waitFor();
    expect(await statusOf()).toBe(401);
    expect(ada.faults).toEqual([]);
  });

  it('make a calendar’s address, shown once, renew it and revoke it', async () => {
    await using ada = await openPage(browser, rondo.url);
    await startTrial(ada);
    const { page } = ada;
    await addTask(page, 'Call Ada today');
    await settled(page);
    await page.goto('/settings');
    const feeds = page.getByRole('region', { name: 'Calendar feeds' });
    await feeds.getByRole('button', { name: 'New feed' }).click();
    await feeds.getByRole('combobox', { name: 'As', exact: true }).click();
    await page.getByRole('option', { name: 'events' }).click();
    await feeds.getByRole('button', { name: 'Make the feed' }).click();
    const shown = feeds.getByRole('status').locator('pre');
    const address = (await shown.textContent()) ?? '';
    const calendar = await fetch(address);
    expect(calendar.headers.get('content-type')).toContain('text/calendar');
    expect(await calendar.text()).toMatch(/BEGIN:VEVENT.*SUMMARY:Call Ada/s);
    await page.reload();
    await feeds.getByText('All tasks').waitFor();
    expect(await page.getByText(address).count()).toBe(0);

    await feeds.getByRole('button', { name: 'New address for “All tasks”' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'New address' }).click();
    const renewed = (await shown.textContent()) ?? '';
    expect((await fetch(address)).status).toBe(404);
    expect((await fetch(renewed)).status).toBe(200);
    await checked(page, 'calendar feeds');

    await feeds.getByRole('button', { name: 'Revoke “All tasks”' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await feeds.getByText('All tasks').waitFor({ state: 'detached' });
    expect((await fetch(renewed)).status).toBe(404);
    expect(ada.faults).toEqual([]);
  });
});
