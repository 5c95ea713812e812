import { serve } from '@rondo/platform/method.ts';
import type { ServiceDefinition } from '@rondo/platform/service.ts';
import * as methods from '@rondo/schema/methods/recurrence.ts';
import { Series0001 } from '../migrations/0001-series.ts';
import { SeriesEntity } from './entities.ts';
import { consumers } from './events.ts';
import { resolvers } from './resolvers.ts';
import { createSeries } from './series.ts';
import { importSeries, readSeries } from './transfer.ts';

/** What repeats: rules, the series of their occurrences, and what comes next. */
export const recurrence: ServiceDefinition = {
  name: 'recurrence',
  resolvers,
  entities: [SeriesEntity],
  migrations: [Series0001],
  consumers,
  methods: [
    serve(methods.createSeries, async (context, input) => {
      const series = await context.write((operation) => createSeries(operation, input, 'input.recurrence'));
      return { key: series.currentKey };
    }),
    serve(methods.readSeries, (context, input) => context.read((operation) => readSeries(operation, input))),
    serve(methods.importSeries, (context, input) => context.write((operation) => importSeries(operation, input))),
  ],
};
