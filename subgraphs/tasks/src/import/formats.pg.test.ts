import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importText, tasksByTitle } from '../testing/imports.ts';
import { TasksUnderTest } from '../testing/tasks.ts';

let rondo: TasksUnderTest;
beforeAll(async () => {
  rondo = await TasksUnderTest.start();
});
afterAll(() => rondo?.[Symbol.asyncDispose]());

describe('CSV', () => {
  it('imports tasks with all that the columns say, in the order of the file', async () => {
    const user = rondo.user();
    const csv = [
      'Title,Notes,Priority,Due,Due time,Due time zone,Tags,Status,Rule,Reminders,ID,Parent',
      'Buy milk,"two\nlines",high,2099-03-29,09:30,America/New_York,"home, ""two, of one""",open,,PT15M,a,',
      'Water the plants,,,2099-03-30,,,home,,FREQ=DAILY;INTERVAL=3,,,',
      'Done one,,p3,,,,,done,,,,',
      'Oats,,,,,,,,,,,a',
    ].join('\r\n');
    expect(await importText(user, 'csv', csv)).toMatchObject({ total: 4, done: 4, failed: 0, errors: [] });
    const tasks = await tasksByTitle(user);
    expect([...tasks.keys()]).toEqual(['Buy milk', 'Water the plants', 'Done one', 'Oats']);
    expect(tasks.get('Buy milk')).toMatchObject({
      description: 'two\nlines',
      priority: 'HIGH',
      due: { date: '2099-03-29', time: '09:30:00', timeZone: 'America/New_York', floating: false },
    });
    expect(tasks.get('Buy milk').tags).toHaveLength(2);
    expect(tasks.get('Water the plants')).toMatchObject({ occurrenceKey: '2099-03-30T00:00:00' });
    expect(tasks.get('Done one')).toMatchObject({ status: 'COMPLETED', priority: 'LOW' });
    expect(tasks.get('Done one').completedAt).toBeTruthy();
    expect(tasks.get('Oats').parent).toEqual({ title: 'Buy milk' });
  });
});
