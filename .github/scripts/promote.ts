/**
 * Writes the digest of an image to a stage's values, for a pull request, where it may run there:
 *
 *   node .github/scripts/promote.ts --to dev --digest sha256:…   a release; it must be attested
 *   node .github/scripts/promote.ts --to staging                 what dev runs; attested, and passed its smoke test there
 *   node .github/scripts/promote.ts --changed-since origin/main  refuses a digest that was changed by hand and may not
 *
 * Reads GITHUB_REPOSITORY, GITHUB_TOKEN, GITHUB_API_URL and IMAGE; needs `gh` and `cosign`. Ends with 1 where it refuses.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { faultOfBuild, faultOfDeployment } from './attestations.ts';
import { main, output, run, say } from './command.ts';
import { faultOfStage, type GitHub } from './deployments.ts';
import { isDigest, isStage, readDigest, type Stage, stageBefore, stages, valuesOf, withDigest } from './stages.ts';

/** All reasons why the digest may not run in the stage; none: it may. */
async function reasonsAgainst(github: GitHub, image: string, digest: string, stage: Stage): Promise<string[]> {
  const subject = { repository: github.repository, image, digest };
  const before = stageBefore(stage);
  const faults = await Promise.all([
    faultOfBuild(subject),
    ...(before ? [faultOfDeployment(subject, before), faultOfStage(github, before, digest)] : []),
  ]);
  return faults.filter((fault) => fault !== null);
}

async function digestOf(stage: Stage): Promise<string | null> {
  return readDigest(await readFile(valuesOf(stage), 'utf8'), valuesOf(stage));
}

async function changedSince(ref: string): Promise<{ stage: Stage; digest: string }[]> {
  const changed: { stage: Stage; digest: string }[] = [];
  for (const stage of stages) {
    const digest = await digestOf(stage);
    const { code, stdout } = await run('git', ['show', `${ref}:${valuesOf(stage)}`]);
    if (code !== 0) await output('git', ['rev-parse', '--verify', `${ref}^{commit}`]);
    if (digest && (code !== 0 || readDigest(stdout, `${valuesOf(stage)} at ${ref}`) !== digest)) {
      changed.push({ stage, digest });
    }
  }
  return changed;
}

function environment(): { github: GitHub; image: string } {
  const given = (name: string): string => {
    const value = process.env[name];
    if (!value) throw new Error(`${name}: expected it in the environment`);
    return value;
  };
  const repository = given('GITHUB_REPOSITORY');
  const api = process.env.GITHUB_API_URL || 'https://api.github.com';
  return { github: { api, repository, token: given('GITHUB_TOKEN') }, image: given('IMAGE') };
}

async function wanted(): Promise<{ write: boolean; promotions: { stage: Stage; digest: string }[] }> {
  const { values } = parseArgs({
    options: { to: { type: 'string' }, digest: { type: 'string' }, 'changed-since': { type: 'string' } },
  });
  if (values['changed-since'] !== undefined) {
    return { write: false, promotions: await changedSince(values['changed-since']) };
  }
  const stage = values.to;
  if (!isStage(stage)) throw new Error(`--to: expected one of ${stages.join(', ')}, got ${stage ?? 'nothing'}`);
  const before = stageBefore(stage);
  const digest = values.digest || (before && (await digestOf(before)));
  if (!digest) {
    throw new Error(
      before ? `${valuesOf(before)} has no image.digest to promote` : '--digest: expected the digest of a release',
    );
  }
  if (!isDigest(digest)) throw new Error(`--digest: expected sha256:<64 hex digits>, got ${digest}`);
  return { write: true, promotions: [{ stage, digest }] };
}

await main(async () => {
  const { write, promotions } = await wanted();
  if (promotions.length === 0) return say('No digest has changed.');
  const { github, image } = environment();
  for (const { stage, digest } of promotions) {
    const reasons = await reasonsAgainst(github, image, digest, stage);
    if (reasons.length > 0) {
      throw new Error(
        [`Refused: ${digest} may not run in ${stage}:`, ...reasons.map((reason) => `  ${reason}`)].join('\n'),
      );
    }
    const file = valuesOf(stage);
    if (write) await writeFile(file, withDigest(await readFile(file, 'utf8'), digest));
    say(`${digest} may run in ${stage}${write ? `: written to ${file}` : ''}`);
  }
});
