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

async function startWorld(name: string): Promise<World> {
  if (name === 'embedded') return EmbeddedWorld.start();
  // Loaded where it is wanted: it brings Kafka's client and all services.
  if (name === 'stack') return (await import('./stack-world.ts')).StackWorld.start(say);
  throw new Error(`There is no world ${name}.\n\n${usage}`);
}

async function run(): Promise<number> {
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
  if (values.help) {
    say(usage);
    return 0;
  }
  const only = values.only?.split(',').map(Number);
  const first = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
  const end = Date.now() + Number(values.minutes) * 60_000;
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
        `again: npm run faults -- --minutes 0 --seed ${seed} --world ${values.world}${values.only ? ` --only ${values.only}` : ''}`,
      );
    }
    seed += 1;
  } while (Date.now() < end);
  say(broken === 0 ? 'The promise was kept.' : `The promise was broken in ${broken} of ${seed - first} rounds.`);
  return broken === 0 ? 0 : 1;
}

// What a world has started ends with this process, but not by a signal that nobody handles.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
process.exitCode = await run();
