import { lastLine, run } from './command.ts';

/** An image of a GitHub repository, by its digest. */
export interface Subject {
  /** owner/name on GitHub. */
  repository: string;
  /** Without tag and digest, such as ghcr.io/rondo/rondo. */
  image: string;
  digest: string;
}

/** Says of an image: it ran in a stage and passed its smoke test there. Signed by deploy.yaml on main, by nobody else. */
export const DEPLOYMENT_PREDICATE = 'https://rondo.dev/attestations/deployment/v1';

const issuer = 'https://token.actions.githubusercontent.com';

/**
 * Null where the image was built by release.yaml for a version's tag, as its signed SLSA provenance says; otherwise the reason to
 * refuse it. A workflow of the same name on a branch signs with that branch's name and doesn't count.
 */
export async function faultOfBuild({ repository, image, digest }: Subject): Promise<string | null> {
  const identity = `^${escaped(`https://github.com/${repository}/.github/workflows/release.yaml@refs/tags/v`)}[0-9]`;
  const { code, stderr } = await run('gh', [
    ...['attestation', 'verify', `oci://${image}@${digest}`, '--repo', repository],
    ...['--cert-identity-regex', identity, '--cert-oidc-issuer', issuer, '--deny-self-hosted-runners'],
  ]);
  return code === 0 ? null : `it is not attested as built by release.yaml from a tag (${lastLine(stderr)})`;
}

/** In which stages the image passed its smoke test, as deploy.yaml on main has attested; and why none, where cosign finds nothing. */
export async function deploymentsOf({
  repository,
  image,
  digest,
}: Subject): Promise<{ stages: string[]; fault: string }> {
  const { code, stdout, stderr } = await run('cosign', [
    ...['verify-attestation', '--type', DEPLOYMENT_PREDICATE],
    '--certificate-identity',
    `https://github.com/${repository}/.github/workflows/deploy.yaml@refs/heads/main`,
    ...['--certificate-oidc-issuer', issuer, `${image}@${digest}`],
  ]);
  if (code !== 0) return { stages: [], fault: `no signed record says that it ran anywhere (${lastLine(stderr)})` };
  const ran = stdout.split('\n').flatMap((line) => stageOf(line, digest));
  return { stages: ran, fault: `the signed records of it are of ${ran.join(', ') || 'other images'}` };
}

/** A line of cosign's is a DSSE envelope around an in-toto statement. */
function stageOf(line: string, digest: string): string[] {
  if (!line.trim()) return [];
  const { payload } = JSON.parse(line) as { payload: string };
  const statement = JSON.parse(Buffer.from(payload, 'base64').toString('utf8')) as {
    predicateType?: string;
    subject?: { digest?: { sha256?: string } }[];
    predicate?: { stage?: string; smokeTest?: string };
  };
  const about = statement.subject?.some((subject) => `sha256:${subject.digest?.sha256}` === digest);
  const { stage, smokeTest } = statement.predicate ?? {};
  return about && statement.predicateType === DEPLOYMENT_PREDICATE && smokeTest === 'passed' && stage ? [stage] : [];
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
