import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { findProgram, outputOf, type Part, PartUnavailable } from './part.ts';
import { freePort, LocalProcess } from './process.ts';

export interface PrometheusOptions {
  /** Its data and configuration. */
  directory: string;
  /** host:port by the name of a job, and what each is called there. */
  targets: Readonly<Record<string, readonly { address: string; instance: string }[]>>;
  /** Paths or patterns. */
  ruleFiles: readonly string[];
  /** Seconds. */
  every: number;
}

export interface LocalPrometheus extends AsyncDisposable {
  readonly part: Part;
  readonly url: string;
}

/** Prometheus on this machine, scraping `targets`. Resolves once it answers queries. */
export async function startPrometheus({
  directory,
  targets,
  ruleFiles,
  every,
}: PrometheusOptions): Promise<LocalPrometheus> {
  const program = await findProgram('prometheus');
  if (!program)
    throw new PartUnavailable(
      'prometheus is not on PATH. Install Prometheus (Debian: apt-get install prometheus; macOS: brew install prometheus).',
    );
  await mkdir(directory, { recursive: true });
  const file = join(directory, 'prometheus.yaml');
  const configuration = {
    global: { scrape_interval: `${every}s`, scrape_timeout: `${every}s`, evaluation_interval: `${every}s` },
    rule_files: ruleFiles,
    scrape_configs: Object.entries(targets).map(([job, members]) => ({
      job_name: job,
      static_configs: members.map(({ address, instance }) => ({ targets: [address], labels: { instance } })),
    })),
  };
  await writeFile(file, stringify(configuration));
  const port = await freePort();
  const process = await LocalProcess.start({
    name: 'prometheus',
    command: program,
    args: [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(directory, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
    ],
    logFile: join(directory, 'prometheus.log'),
  });
  const url = `http://127.0.0.1:${port}`;
  try {
    await process.until(async () => (await fetch(`${url}/-/ready`)).ok, 30_000);
  } catch (error) {
    await process[Symbol.asyncDispose]();
    throw error;
  }
  const version = /version (\S+)/.exec(await outputOf(program, '--version'))?.[1] ?? '';
  return {
    part: { name: 'prometheus', version, from: `PATH (${program})`, address: url },
    url,
    [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
  };
}
