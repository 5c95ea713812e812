import type { MethodContract } from '@rondo/schema/methods/define.ts';
import type { ServiceContext } from './service.ts';

/** A method that this service answers other services' calls with. */
export interface ServedMethod {
  readonly name: string;
  /** `input` is checked by the method's contract before it gets here. */
  answer(context: ServiceContext, input: unknown): Promise<unknown>;
}

export function serve<Input, Output>(
  contract: MethodContract<Input, Output>,
  answer: (context: ServiceContext, input: Input) => Promise<NoInfer<Output>>,
): ServedMethod {
  return { name: contract.name, answer: (context, input) => answer(context, contract.input.parse(input)) };
}
