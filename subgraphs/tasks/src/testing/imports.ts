import type { TestData, TestUser } from '@rondo/platform/testing/service.ts';
import { until } from '@rondo/platform/testing/until.ts';

export const jobFields = 'id total done failed finished errors';

/** Has a text be imported. Resolves to the job once it is finished. */
export async function importText(by: TestUser, format: string, content: string): Promise<TestData> {
  const { importTasks } = await by.data(
    'mutation ($format: String!, $content: String!) { importTasks(format: $format, content: $content) { id } }',
    { format, content },
  );
  return finishedJob(by, importTasks.id);
}

export function finishedJob(by: TestUser, id: string): Promise<TestData> {
  return until(
    'the import is finished',
    async () => {
      const job = await readJob(by, id);
      return job?.finished && job;
    },
    25_000,
  );
}

export async function readJob(by: TestUser, id: string): Promise<TestData> {
  const { _entities } = await by.data(
    `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ImportJob { ${jobFields} } } }`,
    { of: [{ __typename: 'ImportJob', id }] },
  );
  return _entities[0];
}

const taskFields = `id title description status priority createdAt completedAt version
  due { date time timeZone floating } tags { id } parent { title } series { id } occurrenceKey`;

/** The user's tasks outside the bin, by their titles. */
export async function tasksByTitle(by: TestUser): Promise<Map<string, TestData>> {
  const { tasks } = await by.data(`{ tasks(first: 100) { nodes { ${taskFields} } } }`);
  return new Map(tasks.nodes.map((task: TestData) => [task.title, task]));
}
