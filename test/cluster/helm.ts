import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ControlPlane } from '../../charts/cluster/control-plane.ts';

const run = promisify(execFile);
const charts = fileURLToPath(new URL('../../charts/', import.meta.url));
const chart = join(charts, 'rondo');

/** helm said no. The message is what it said. */
export class HelmError extends Error {
  override readonly name = 'HelmError';
}

export interface Values {
  /** Files of charts/ without their ending, the later one counting: `clouds/gke`. */
  files?: readonly string[];
  /** As `--set` has them. */
  set?: Readonly<Record<string, string | number | boolean>>;
  /** Other arguments. */
  args?: readonly string[];
}

/** The chart's release `rondo` in one namespace, by helm itself. */
export class Release {
  readonly namespace: string;
  readonly #plane: ControlPlane;

  constructor(plane: ControlPlane, namespace: string) {
    this.#plane = plane;
    this.namespace = namespace;
  }

  async install(values: Values): Promise<void> {
    await this.#helm('install', 'rondo', chart, ...valueArguments(values));
  }

  async upgrade(values: Values): Promise<void> {
    await this.#helm('upgrade', 'rondo', chart, ...valueArguments(values));
  }

  async rollback(revision: number, ...args: string[]): Promise<void> {
    await this.#helm('rollback', 'rondo', String(revision), ...args);
  }

  async uninstall(): Promise<void> {
    await this.#helm('uninstall', 'rondo', '--wait', '--timeout=60s');
  }

  /** What would be installed, hooks included. */
  async render(values: Values): Promise<string> {
    return this.#helm('template', 'rondo', chart, ...valueArguments(values));
  }

  /** `deployed`, `failed` and so on, the oldest revision first. */
  async history(): Promise<{ revision: number; status: string }[]> {
    return JSON.parse(await this.#helm('history', 'rondo', '--output=json')) as { revision: number; status: string }[];
  }

  async #helm(...args: string[]): Promise<string> {
    const { kubeconfig, directory, programs } = this.#plane;
    const home = (name: string) => join(directory, 'helm', name);
    return run(programs.helm, [...args, `--namespace=${this.namespace}`], {
      env: {
        PATH: process.env.PATH,
        HOME: home('home'),
        KUBECONFIG: kubeconfig,
        HELM_CACHE_HOME: home('cache'),
        HELM_CONFIG_HOME: home('config'),
        HELM_DATA_HOME: home('data'),
      },
      maxBuffer: 16 * 1024 * 1024,
    }).then(
      ({ stdout }) => stdout,
      (error: { stderr?: string }) => {
        throw new HelmError(`helm ${args.join(' ')}: ${error.stderr ?? error}`, { cause: error });
      },
    );
  }
}

function valueArguments({ files = [], set = {}, args = [] }: Values): string[] {
  return [
    ...files.map((file) => `--values=${join(charts, `${file}.yaml`)}`),
    ...Object.entries(set).map(([name, value]) => `--set=${name}=${value}`),
    ...args,
  ];
}
