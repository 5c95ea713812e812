import { setTimeout as delay } from 'node:timers/promises';
import { type KubernetesClient, KubernetesError, type KubernetesObject } from '../../charts/cluster/client.ts';

export interface ExternalSecret extends KubernetesObject {
  spec: { target: { name: string; creationPolicy: 'Owner' | 'Orphan' }; data: { secretKey: string }[] };
}

const apiVersion = 'external-secrets.io/v1';

/** In place of External Secrets Operator: makes the Secrets that are asked for, and owns those that it is to own. */
export class FakeExternalSecrets implements AsyncDisposable {
  readonly #client: KubernetesClient;
  readonly #namespace: string;
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;

  constructor(client: KubernetesClient, namespace: string) {
    this.#client = client;
    this.#namespace = namespace;
    this.#done = this.#run();
  }

  async #run(): Promise<void> {
    const namespace = this.#namespace;
    while (!this.#stop.signal.aborted) {
      const asked = await this.#client.list<ExternalSecret>({ apiVersion, resource: 'externalsecrets', namespace });
      await Promise.all(asked.map((external) => this.#make(external)));
      await delay(100);
    }
  }

  async #make({ metadata: { name, uid = '' }, spec: { target, data } }: ExternalSecret): Promise<void> {
    const ownerReferences = [{ apiVersion, kind: 'ExternalSecret', name, uid, controller: true }];
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: target.name, ...(target.creationPolicy === 'Owner' && { ownerReferences }) },
      stringData: Object.fromEntries(data.map(({ secretKey }) => [secretKey, 'from the store'])),
    };
    await this.#client
      .create({ apiVersion: 'v1', resource: 'secrets', namespace: this.#namespace }, secret)
      .catch((error) => {
        if (!(error instanceof KubernetesError && error.reason === 'AlreadyExists')) throw error;
      });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }
}
