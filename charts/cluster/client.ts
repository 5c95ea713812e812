import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';

export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMetadata;
}

export interface ObjectMetadata {
  name: string;
  namespace?: string;
  uid?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: { kind: string; name: string; uid: string; controller?: boolean }[];
}

export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
}

export interface Container {
  name: string;
  image: string;
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
  volumeMounts?: { name: string; mountPath: string }[];
}

export interface Pod extends KubernetesObject {
  spec: { nodeName?: string; containers: Container[] };
  status?: { phase?: string; conditions?: Condition[] };
}

/** A Deployment or a Rollout. */
export interface Workload extends KubernetesObject {
  spec: { replicas?: number; paused?: boolean; template: { spec: { containers: Container[] } } };
  status?: {
    replicas?: number;
    readyReplicas?: number;
    updatedReplicas?: number;
    phase?: string;
    message?: string;
    conditions?: Condition[];
  };
}

export interface Node extends KubernetesObject {
  spec?: { unschedulable?: boolean; taints?: { key: string; effect: string }[] };
  status?: { allocatable?: Record<string, string>; conditions?: Condition[] };
}

/** The answer was no. `code` is HTTP's status, `reason` Kubernetes' word for it. */
export class KubernetesError extends Error {
  override readonly name = 'KubernetesError';
  readonly code: number;
  readonly reason: string;

  constructor(method: string, path: string, code: number, reason: string, message: string) {
    super(`${method} ${path}: ${code} ${reason}: ${message}`);
    this.code = code;
    this.reason = reason;
  }
}

export interface ApiAddress {
  port: number;
  /** PEM of the certificate that it shows, and of its authority. */
  certificate: string;
  token: string;
}

export interface ResourcePath {
  /** `v1`, or group/version. */
  apiVersion: string;
  /** As paths have it: `pods`. */
  resource: string;
  namespace?: string;
  name?: string;
}

const contentTypes = {
  POST: 'application/json',
  PUT: 'application/json',
  DELETE: 'application/json',
  GET: 'application/json',
  /** RFC 7396. */
  PATCH: 'application/merge-patch+json',
} as const;

/** Kubernetes' API as far as the tests speak it. */
export class KubernetesClient implements Disposable {
  readonly #address: ApiAddress;
  readonly #agent: Agent;
  readonly #user: string | null;

  constructor(address: ApiAddress, user: string | null = null) {
    this.#address = address;
    this.#user = user;
    this.#agent = new Agent({ ca: address.certificate, keepAlive: true });
  }

  /** With the rights of another, such as `system:serviceaccount:NAMESPACE:NAME`. */
  as(user: string): KubernetesClient {
    return new KubernetesClient(this.#address, user);
  }

  async get<Kind extends KubernetesObject>(path: ResourcePath): Promise<Kind> {
    return this.#send('GET', pathOf(path)) as Promise<Kind>;
  }

  /** Null where there is none of that name, or no such kind. */
  async find<Kind extends KubernetesObject>(path: ResourcePath): Promise<Kind | null> {
    return this.get<Kind>(path).catch((error) => {
      if (error instanceof KubernetesError && error.code === 404) return null;
      throw error;
    });
  }

  /** `selector` is of labels: `a=b,c=d`. */
  async list<Kind extends KubernetesObject>(path: ResourcePath, selector = ''): Promise<Kind[]> {
    const query = selector ? `?labelSelector=${encodeURIComponent(selector)}` : '';
    const { items } = (await this.#send('GET', `${pathOf(path)}${query}`)) as { items: Kind[] };
    return items;
  }

  /** Throws where a field is unknown, as `kubectl apply` does. `dryRun`: everything is checked, nothing kept. */
  async create<Kind extends KubernetesObject>(
    path: ResourcePath,
    object: object,
    options: { dryRun?: boolean } = {},
  ): Promise<Kind> {
    const query = `?fieldValidation=Strict${options.dryRun ? '&dryRun=All' : ''}`;
    return this.#send('POST', `${pathOf(path)}${query}`, object) as Promise<Kind>;
  }

  async patch(path: ResourcePath, change: object): Promise<void> {
    await this.#send('PATCH', pathOf(path), change);
  }

  /** Where it is gone already, nothing is left to do. */
  async delete(path: ResourcePath): Promise<void> {
    await this.#send('DELETE', pathOf(path)).catch((error) => {
      if (!(error instanceof KubernetesError && error.code === 404)) throw error;
    });
  }

  /** False where a disruption budget does not allow it now. */
  async evict({ metadata: { name, namespace } }: Pod): Promise<boolean> {
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } };
    const path = `${pathOf({ apiVersion: 'v1', resource: 'pods', namespace, name })}/eviction`;
    return this.#send('POST', path, eviction).then(
      () => true,
      (error) => {
        if (error instanceof KubernetesError && error.code === 429) return false;
        if (error instanceof KubernetesError && error.code === 404) return true;
        throw error;
      },
    );
  }

  /** Every kind that can be listed, by where it is listed: once for each version that is served. */
  async namespacedResources(): Promise<{ apiVersion: string; resource: string; kind: string }[]> {
    const { groups } = (await this.#send('GET', '/apis')) as {
      groups: { versions: { groupVersion: string }[] }[];
    };
    const versions = ['v1', ...groups.flatMap((group) => group.versions.map(({ groupVersion }) => groupVersion))];
    const lists = await Promise.all(
      versions.map(async (apiVersion) => {
        const { resources } = (await this.#send('GET', apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`)) as {
          resources: { name: string; kind: string; namespaced: boolean; verbs: string[] }[];
        };
        return resources
          .filter(({ name, namespaced, verbs }) => namespaced && verbs.includes('list') && !name.includes('/'))
          .map(({ name, kind }) => ({ apiVersion, resource: name, kind }));
      }),
    );
    return lists.flat();
  }

  /** The body of what has no object, such as /readyz. */
  async raw(path: string): Promise<string> {
    const { code, body } = await this.#request('GET', path);
    if (code >= 300) throw new KubernetesError('GET', path, code, '', body);
    return body;
  }

  async #send(method: keyof typeof contentTypes, path: string, body?: object): Promise<unknown> {
    const { code, body: answer } = await this.#request(method, path, body);
    if (code < 300) return JSON.parse(answer);
    // It has just learnt of the kind, and asks to come again. (An eviction's 429 is a refusal.)
    if (code === 429 && method === 'GET') return delay(200).then(() => this.#send(method, path));
    const { reason = '', message = answer } = parseStatus(answer);
    throw new KubernetesError(method, path, code, reason, message);
  }

  async #request(
    method: keyof typeof contentTypes,
    path: string,
    body?: object,
  ): Promise<{ code: number; body: string }> {
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          host: '127.0.0.1',
          port: this.#address.port,
          path,
          method,
          agent: this.#agent,
          headers: {
            authorization: `Bearer ${this.#address.token}`,
            'content-type': contentTypes[method],
            ...(this.#user && { 'impersonate-user': this.#user }),
          },
        },
        (response) => {
          text(response).then((answer) => resolve({ code: response.statusCode ?? 0, body: answer }), reject);
        },
      );
      sent.once('error', reject);
      sent.end(body ? JSON.stringify(body) : undefined);
    });
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}

function parseStatus(answer: string): { reason?: string; message?: string } {
  try {
    return JSON.parse(answer) as { reason?: string; message?: string };
  } catch {
    return {};
  }
}

function pathOf({ apiVersion, resource, namespace, name }: ResourcePath): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return [root, namespace && `namespaces/${namespace}`, resource, name].filter(Boolean).join('/');
}
