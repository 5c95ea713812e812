import { z } from 'zod';
import { type Graph, ToolError } from './graph.ts';
import { defineTool } from './tool.ts';

interface Tag {
  readonly id: string;
  readonly name: string;
}

/** The user's tags of those names, case ignored; made where new and `create` says so. @throws ToolError NOT_FOUND */
export async function tagsOf(graph: Graph, names: readonly string[], { create }: { create: boolean }): Promise<Tag[]> {
  const tags: Tag[] = [];
  for (const name of names.map((given) => given.replace(/^#/, ''))) {
    const found = await findTag(graph, name);
    if (!found && !create)
      throw new ToolError('NOT_FOUND', `There is no tag ${name}. list_tags lists those there are.`);
    tags.push(found ?? (await createTag(graph, name)));
  }
  return tags;
}

async function findTag(graph: Graph, name: string): Promise<Tag | undefined> {
  const { tags } = await graph<{ tags: { nodes: Tag[] } }>(
    'query ($search: String) { tags(search: $search, first: 100) { nodes { id name } } }',
    { search: name },
  );
  return tags.nodes.find((tag) => tag.name.toLowerCase() === name.toLowerCase());
}

async function createTag(graph: Graph, name: string): Promise<Tag> {
  const { createTag: made } = await graph<{ createTag: { tag: Tag } }>(
    'mutation ($input: CreateTagInput!) { createTag(input: $input) { tag { id name } } }',
    { input: { name } },
  );
  return made.tag;
}

export const listTags = defineTool({
  name: 'list_tags',
  title: 'List tags',
  description: "The user's tags by name, each with how many open tasks have it.",
  input: z
    .object({
      search: z
        .string()
        .max(100)
        .optional()
        .describe('Part of a name.')
        .meta({ examples: ['home'] }),
    })
    .strict(),
  scope: 'TASKS_READ',
  isReadOnly: true,
  async run({ graph }, { search }) {
    const { tags } = await graph<{ tags: { nodes: unknown[]; totalCount: number } }>(
      'query ($search: String) { tags(search: $search, first: 100) { totalCount nodes { id name openTaskCount } } }',
      { search: search ?? null },
    );
    return { tags: tags.nodes, total: tags.totalCount };
  },
});
