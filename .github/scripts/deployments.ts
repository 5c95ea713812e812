import { readDigest, type Stage, valuesOf } from './stages.ts';

/** GitHub's REST API of a repository. */
export interface GitHub {
  /** Such as https://api.github.com. */
  api: string;
  /** owner/name. */
  repository: string;
  token: string;
}

interface Deployment {
  id: number;
  sha: string;
}

/**
 * Null where what the stage runs now is this digest; otherwise the reason to refuse it. GitHub itself records a deployment of each job
 * with an environment. Others can write such records too: this one only says that nothing has gone wrong since, and the proof that
 * the digest worked is the signed one. What was deployed is read from the stage's values at its commit, which must be on main.
 */
export async function faultOfStage(github: GitHub, stage: Stage, digest: string): Promise<string | null> {
  const [latest] = await get<Deployment[]>(github, `/deployments?environment=${stage}&per_page=1`);
  if (!latest) return `nothing was ever deployed to ${stage}`;
  const [status] = await get<{ state: string }[]>(github, `/deployments/${latest.id}/statuses?per_page=1`);
  if (status?.state !== 'success')
    return `the last deployment to ${stage} is ${status?.state ?? 'pending'}, not success`;
  const { status: place } = await get<{ status: string }>(github, `/compare/main...${latest.sha}`);
  if (place !== 'identical' && place !== 'behind')
    return `${stage} was last deployed from a commit that is not on main`;
  const values = await request(
    github,
    `/contents/${valuesOf(stage)}?ref=${latest.sha}`,
    'application/vnd.github.raw+json',
  );
  const runs = readDigest(await values.text(), `${valuesOf(stage)} at ${latest.sha}`);
  return runs === digest ? null : `${stage} runs ${runs ?? 'no digest'}`;
}

async function get<T>(github: GitHub, path: string): Promise<T> {
  const response = await request(github, path, 'application/vnd.github+json');
  return (await response.json()) as T;
}

async function request({ api, repository, token }: GitHub, path: string, accept: string): Promise<Response> {
  const response = await fetch(`${api}/repos/${repository}${path}`, {
    headers: { accept, authorization: `Bearer ${token}`, 'x-github-api-version': '2022-11-28' },
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) throw new Error(`GitHub: GET ${path}: expected 200, got ${response.status}`);
  return response;
}
