/**
 * Writes the digest of an image to a stage's values, for a pull request, where it may run there:
 *
 *   node .github/scripts/promote.ts --to dev --digest sha256:…   a release; it must be attested
 *   node .github/scripts/promote.ts --to staging                 what dev runs; attested, and passed its smoke test there
 *   node .github/scripts/promote.ts --changed-since origin/main  refuses a digest that was changed by hand and may not
 *   node .github/scripts/promote.ts --attested prod              refuses what prod is to run where it is not attested
 *
 * Reads GITHUB_REPOSITORY, GITHUB_TOKEN, GITHUB_API_URL and IMAGE; needs `gh` and `cosign`. Ends with 1 where it refuses.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { deploymentsOf, faultOfBuild } from './attestations.ts';
import { main, output, run, say } from './command.ts';
import { faultOfStage, type GitHub } from './deployments.ts';
import { isDigest, isStage, readDigest, type Stage, stageBefore, stages, valuesOf, withDigest } from './stages.ts';

/** All reasons why the digest may not run in the stage; none: it may. */
async function reasonsAgainst(github: GitHub, image: string, digest: string, stage: Stage): Promise<string[]> {
  const subject = { repository: github.repository, image, digest };
  const before = stageBefore(stage);
  const [build, ran] = await Promise.all([faultOfBuild(subject), before ? deploymentsOf(subject) : null]);
  const reasons = build === null ? [] : [build];
  // Back to what ran here already: it has been through all of it.
  if (!before || !ran || ran.stages.includes(stage)) return reasons;
  if (!ran.stages.includes(before)) reasons.push(`${ran.fault}, none of ${before}`);
  const fault = await faultOfStage(github, before, digest);
  return fault === null ? reasons : [...reasons, fault];
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

interface Work {
  promotions: { stage: Stage; digest: string }[];
  /** Where they pass: written to the stage's values. */
  write: boolean;
  /** Only how they were built is asked. */
  attestedOnly: boolean;
}

async function wanted(): Promise<Work> {
  const { values } = parseArgs({
    options: {
      to: { type: 'string' },
      digest: { type: 'string' },
      'changed-since': { type: 'string' },
      attested: { type: 'string' },
    },
  });
  if (values['changed-since'] !== undefined) {
    return { promotions: await changedSince(values['changed-since']), write: false, attestedOnly: false };
  }
  if (values.attested !== undefined) {
    const stage = stageNamed('--attested', values.attested);
    const digest = await digestOf(stage);
    if (!digest) throw new Error(`${valuesOf(stage)} has no image.digest`);
    return { promotions: [{ stage, digest }], write: false, attestedOnly: true };
  }
  const stage = stageNamed('--to', values.to);
  const before = stageBefore(stage);
  const digest = values.digest || (before && (await digestOf(before)));
  if (!digest) {
    const missing = before
      ? `${valuesOf(before)} has no image.digest to promote`
      : '--digest: expected that of a release';
    throw new Error(missing);
  }
  if (!isDigest(digest)) throw new Error(`--digest: expected sha256:<64 hex digits>, got ${digest}`);
  return { promotions: [{ stage, digest }], write: true, attestedOnly: false };
}

function stageNamed(option: string, name: string | undefined): Stage {
  if (isStage(name)) return name;
  throw new Error(`${option}: expected one of ${stages.join(', ')}, got ${name ?? 'nothing'}`);
}

await main(async () => {
  const { promotions, write, attestedOnly } = await wanted();
  if (promotions.length === 0) return say('No digest has changed.');
  const { github, image } = environment();
  for (const { stage, digest } of promotions) {
    const reasons = await reasonsAgainst(github, image, digest, attestedOnly ? stages[0] : stage);
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
