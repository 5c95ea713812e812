/** What a release passes through, in this order. The image that a stage runs stands in its charts/environments/<stage>.yaml. */
export const stages = ['dev', 'staging', 'prod'] as const;
export type Stage = (typeof stages)[number];

export const isStage = (name: unknown): name is Stage => stages.some((stage) => stage === name);

/** The one that a digest must have run in before; null for the first. */
export const stageBefore = (stage: Stage): Stage | null => stages[stages.indexOf(stage) - 1] ?? null;

/** Where a stage's values are, from the repository's root. */
export const valuesOf = (stage: Stage): string => `charts/environments/${stage}.yaml`;

/** An image's digest, as registries and Kubernetes write it. */
export const isDigest = (text: string): boolean => /^sha256:[0-9a-f]{64}$/.test(text);

const image = /^image:[^\n]*(?:\n[ \t]+[^\n]*)*/m;
const digest = /\bdigest:[ \t]*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s,}#]*))/;

/** `image.digest` of a stage's values; null where they have none. Throws where it is no digest. */
export function readDigest(values: string, name: string): string | null {
  const found = image.exec(values)?.[0].match(digest);
  const value = found?.[1] ?? found?.[2] ?? found?.[3] ?? '';
  if (value === '') return null;
  if (!isDigest(value)) throw new Error(`${name}: image.digest: expected sha256:<64 hex digits>, found ${value}`);
  return value;
}

/** The values with another `image.digest`; all else, comments included, stays as it was. */
export function withDigest(values: string, next: string): string {
  const block = image.exec(values)?.[0];
  if (block === undefined) return `${values.trimEnd()}\nimage: { digest: ${next} }\n`.trimStart();
  if (digest.test(block)) return values.replace(block, block.replace(digest, `digest: ${next}`));
  if (/^image:[ \t]*(?:#.*)?(?:\n|$)/.test(block))
    return values.replace(block, block.replace(/^image:[^\n]*/, `$&\n  digest: ${next}`));
  return values.replace(block, block.replace('{', `{ digest: ${next},`));
}
