/** A page as a client asks for it, and as SQL by hand: `$1` is the owner, then `parameters`, then the keys of the row before the page. */
export interface Case {
  readonly name: string;
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Its far page is measured too. */
  readonly sorted: boolean;
  readonly parameters?: readonly unknown[];
  sql(further: boolean): string;
}

const document = /* GraphQL */ `
  query ($query: String, $filter: TaskFilter, $sort: [TaskSort!], $after: String) {
    tasks(query: $query, filter: $filter, sort: $sort, first: 50, after: $after) {
      nodes { id title status priority due { date time timeZone floating at } tags { id } version createdAt updatedAt completedAt }
      pageInfo { hasNextPage endCursor }
    }
  }
`;

const columns =
  'id, title, description, status, priority, due_date, due_time, due_zone, due_floating, due_at, tag_ids, version, created_at, updated_at, completed_at';

/** One range of an index, as the SQL by hand has it. */
function sorted(name: string, field: string, key: string, type: string, direction: 'ASC' | 'DESC' = 'ASC'): Case {
  const beyond = direction === 'ASC' ? '>' : '<';
  return {
    ...{ name, document, sorted: true, variables: { sort: [{ field, direction }] } },
    sql: (further) =>
      `select ${columns} from tasks.task where owner_id = $1 and deleted_at is null
       ${further ? `and (${key}, id) ${beyond} ($2::${type}, $3)` : ''} order by ${key} ${direction}, id ${direction} limit 51`,
  };
}

function selected(
  name: string,
  variables: Case['variables'],
  where: string,
  order: string,
  parameters: readonly unknown[] = [],
): Case {
  return {
    ...{ name, document, sorted: false, variables, parameters },
    sql: () =>
      `select ${columns} from tasks.task where owner_id = $1 and deleted_at is null and ${where} order by ${order} limit 51`,
  };
}

/** Titles before descriptions, whole words before others: what ranking by hand comes to at least. */
function searched(name: string, search: string): Case {
  const words = search.split(' ');
  const found = words.map((word) => `(search_text like '% ${word}%' or '${word}' <% search_text)`);
  const ranks = words.map((word) => `(split_part(search_text, '|', 1) like '% ${word} %')::int`);
  const variables = { filter: { search } };
  return selected(`search: ${name}`, variables, found.join(' and '), `${ranks.join(' + ')} desc, id desc`);
}

const byDue = [{ field: 'DUE', direction: 'ASC' }];
const due = `coalesce(due_at, 'infinity')`;
const priority = `(case priority when 'HIGH' then 3 when 'MEDIUM' then 2 when 'LOW' then 1 else 0 end)`;

export const cases: readonly Case[] = [
  sorted('created', 'CREATED', 'created_at', 'timestamptz'),
  sorted('created, newest first', 'CREATED', 'created_at', 'timestamptz', 'DESC'),
  sorted('updated', 'UPDATED', 'updated_at', 'timestamptz', 'DESC'),
  sorted('due', 'DUE', due, 'timestamptz'),
  sorted('due, latest first', 'DUE', `coalesce(due_at, '-infinity')`, 'timestamptz', 'DESC'),
  sorted('priority', 'PRIORITY', priority, 'int', 'DESC'),
  sorted('title', 'TITLE', 'title_key', 'text'),
  selected('open, by due', { filter: { status: ['OPEN'] }, sort: byDue }, `status = 'OPEN'`, `${due}, id`),
  selected(
    'query: tag and priority',
    { query: '#"tag 4" !high', sort: byDue },
    `tag_ids && (select array_agg(id) from tasks.tag where owner_id = $1 and key = 'tag 4') and priority = 'HIGH'`,
    `${due}, id`,
  ),
  selected(
    'query: due and open',
    { query: 'due<2020-02-01 status:open' },
    `${due} < '2020-02-01' and status = 'OPEN'`,
    'created_at, id',
  ),
  searched('a rare word', 'zanzibar'),
  searched('mistyped', 'zanzibra'),
  searched('two words', 'zanzibar milk'),
  searched('a common word', 'milk'),
];
