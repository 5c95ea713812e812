import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the parts of a control plane know each other by. All of it is made anew for each. */
export interface Credentials {
  /** Of the one user, who may do everything. */
  token: string;
  tokenFile: string;
  /** The API server writes its own certificate and that of its authority into this directory, as apiserver.crt. */
  certificates: string;
  /** What tokens of service accounts are signed with, and checked by. */
  serviceAccountKey: string;
  serviceAccountPublicKey: string;
}

export async function makeCredentials(directory: string): Promise<Credentials> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const token = randomBytes(32).toString('hex');
  const credentials: Credentials = {
    token,
    tokenFile: join(directory, 'tokens.csv'),
    certificates: join(directory, 'certificates'),
    serviceAccountKey: join(directory, 'service-account.key'),
    serviceAccountPublicKey: join(directory, 'service-account.pub'),
  };
  await mkdir(credentials.certificates, { recursive: true });
  const secret = { mode: 0o600 };
  await Promise.all([
    writeFile(credentials.tokenFile, `${token},rondo,rondo,"system:masters"\n`, secret),
    writeFile(credentials.serviceAccountKey, privateKey, secret),
    writeFile(credentials.serviceAccountPublicKey, publicKey),
  ]);
  return credentials;
}

export const certificateFile = (credentials: Credentials): string => join(credentials.certificates, 'apiserver.crt');

/** As controllers and helm read it; JSON is YAML. */
export async function writeKubeconfig(file: string, port: number, credentials: Credentials): Promise<void> {
  const name = 'rondo';
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [
      {
        name,
        cluster: { server: `https://127.0.0.1:${port}`, 'certificate-authority': certificateFile(credentials) },
      },
    ],
    users: [{ name, user: { token: credentials.token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  };
  await writeFile(file, JSON.stringify(config), { mode: 0o600 });
}
