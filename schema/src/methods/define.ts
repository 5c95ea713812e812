import type { z } from 'zod';
import type { SubgraphName } from '../subgraphs.ts';

/** A call from one service to another: who answers, and what goes over and comes back. Every method is safe to repeat. */
export interface MethodContract<Input, Output> {
  readonly service: SubgraphName;
  readonly name: string;
  readonly input: z.ZodType<Input>;
  readonly output: z.ZodType<Output>;
}

export function defineMethod<Input, Output>(
  service: SubgraphName,
  name: string,
  input: z.ZodType<Input>,
  output: z.ZodType<Output>,
): MethodContract<Input, Output> {
  return { service, name, input, output };
}
