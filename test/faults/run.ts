/**
 * `npm run faults -- [options]`: load, faults and the checker, for as long as asked. Exits with 1 where the promise was broken.
 */
import { parseArgs } from 'node:util';
import { runCampaign } from './campaign.ts';
import { EmbeddedWorld } from './embedded-world.ts';
import { Random } from './random.ts';
import type { World } from './world.ts';

const usage = `npm run faults -- [options]
  --minutes N            how long (default 5); at least one round of all faults
  --seed S               of a run that is to be had again (default: a new one, which is printed)
  --world embedded|stack what the faults are done to (default embedded)
  --only 1,2             faults of these numbers only
  --short                faults as short as CI has them
  --help                 show this`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const worlds = ['embedded', 'stack'] as const;

async function startWorld(name: (typeof worlds)[number]): Promise<World> {
  if (name === 'embedded') return EmbeddedWorld.start();
  // Loaded where it is wanted: it brings Kafka's client and all services.
  return (await import('./stack-world.ts')).StackWorld.start(say);
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '5' },
      seed: { type: 'string' },
      world: { type: 'string', default: 'embedded' },
      only: { type: 'string' },
      short: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const world = worlds.find((name) => name === values.world);
  if (!world) throw new Error(`--world: expected ${worlds.join(' or ')}, got "${values.world}".`);
  return {
    ...values,
    world,
    minutes: numberOf('minutes', values.minutes),
    seed: values.seed === undefined ? undefined : numberOf('seed', values.seed),
    only: values.only?.split(',').map((number) => numberOf('only', number)),
  };
}

function numberOf(option: string, text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !(number >= 0)) throw new Error(`--${option}: expected a number from 0, got "${text}".`);
  return number;
}

async function run(values: ReturnType<typeof readOptions>): Promise<number> {
  if (values.help) {
    say(usage);
    return 0;
  }
  const { only } = values;
  const first = values.seed ?? Math.floor(Math.random() * 2 ** 31);
  const end = Date.now() + values.minutes * 60_000;
  let broken = 0;
  let seed = first;
  do {
    say(`seed ${seed}`);
    // A world of its own for each seed, so that the seed alone says what happens.
    await using world = await startWorld(values.world);
    const faults = world.faults.filter(({ number }) => only === undefined || only.includes(number));
    const order = new Random(seed).shuffle(faults);
    const { violations } = await runCampaign({ world, faults: order, seed, short: values.short, say });
    for (const each of violations) say(`  VIOLATION ${each}`);
    if (violations.length > 0) {
      broken += 1;
      say(
        `again: npm run faults -- --minutes 0 --seed ${seed} --world ${values.world}${only ? ` --only ${only}` : ''}`,
      );
    }
    seed += 1;
  } while (Date.now() < end);
  say(broken === 0 ? 'The promise was kept.' : `The promise was broken in ${broken} of ${seed - first} rounds.`);
  return broken === 0 ? 0 : 1;
}

// What a world has started ends with this process, but not by a signal that nobody handles.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
let options: ReturnType<typeof readOptions> | undefined;
try {
  options = readOptions();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${usage}\n`);
}
process.exitCode = options ? await run(options) : 2;
