import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { addTask, desktop, launchChromium, openPage, settled, startTrial, task } from './browser.ts';

const rondo = inject('rondo');
let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
});

describe('reminders', () => {
  it('are shown as they fire, and put off in the same place', async () => {
    await using ada = await openPage(browser, rondo.url);
    await startTrial(ada);
    const { page } = ada;
    await addTask(page, 'Take the cake out today');
    await settled(page);
    await task(page, 'Take the cake out').click();
    const id = new URL(page.url()).searchParams.get('task');
    await page.evaluate(async (taskId) => {
      const query = 'mutation ($id: ID!, $at: DateTime!) { addReminder(taskId: $id, reminder: { at: $at }) { id } }';
      const variables = { id: taskId, at: new Date(Date.now() + 1_500).toISOString() };
      await fetch('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
    }, id);
    const toast = page.getByRole('alert').filter({ hasText: 'Take the cake out' });
    await toast.getByRole('button', { name: 'Snooze for 1 hour' }).click();
    await toast.waitFor({ state: 'detached' });
    const article = page.getByRole('article');
    await article.getByText('Snoozed').waitFor();
    await article.getByRole('button', { name: 'Snooze' }).click();
    await page.getByRole('menuitem', { name: 'Done' }).click();
    await article.getByText('Seen').waitFor();
    await page.getByRole('button', { name: 'Notifications' }).click();
    await page.getByRole('dialog', { name: 'Notifications' }).getByText('Take the cake out').waitFor();
    expect(ada.faults).toEqual([]);
  });

  it('ask for permission to come when Rondo is closed with the first one, and not before', async () => {
    await using ada = await openPage(browser, rondo.url, { ...desktop });
    await ada.context.addInitScript(() => {
      // The browser's push service is not to be had here: its answer stands in for it, the rest is the browser's own.
      const asked: string[] = [];
      Object.assign(globalThis, { asked });
      let permission: NotificationPermission = 'default';
      Object.defineProperty(Notification, 'permission', { get: () => permission });
      Notification.requestPermission = async () => {
        asked.push('permission');
        permission = 'granted';
        return permission;
      };
      const subscription = {
        endpoint: 'https://push.example.com/some-browser',
        toJSON: () => ({
          endpoint: 'https://push.example.com/some-browser',
          keys: {
            p256dh: 'BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM',
            auth: 'tBHItJI5svbpez7KI4CCXg',
          },
        }),
        unsubscribe: async () => true,
      };
      let current: typeof subscription | null = null;
      Object.assign(PushManager.prototype, {
        getSubscription: async () => current,
        subscribe: async () => {
          current = subscription;
          return current;
        },
      });
    });
    await startTrial(ada);
    const { page } = ada;
    await addTask(page, 'Call the bank tomorrow at 9:00');
    await settled(page);
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    await page.goto('/all');
    await task(page, 'Call the bank').click();
    await page.getByRole('button', { name: 'Remind me' }).waitFor();
    expect(await page.evaluate(() => Reflect.get(globalThis, 'asked'))).toEqual([]);
    await page.getByRole('button', { name: 'Remind me' }).click();
    await page.getByRole('menuitem', { name: '15 minutes before' }).click();
    const offer = page.getByRole('alert').filter({ hasText: 'when Rondo is closed' });
    await offer.waitFor();
    expect(await page.evaluate(() => Reflect.get(globalThis, 'asked'))).toEqual([]);
    const registered = page.waitForRequest((request) =>
      (request.postData() ?? '').includes('registerPushSubscription'),
    );
    await offer.getByRole('button', { name: 'Allow' }).click();
    const answer = await (await registered).response();
    expect(await answer?.json()).toMatchObject({ data: { registerPushSubscription: expect.any(String) } });
    expect(await page.evaluate(() => Reflect.get(globalThis, 'asked'))).toEqual(['permission']);
    expect(ada.faults).toEqual([]);
  });
});
