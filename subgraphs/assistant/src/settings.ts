import { z } from 'zod';

/** The model's endpoint and what users may spend on it. The key is a secret, and not here. */
export interface AssistantSettings {
  /** Of any endpoint that speaks OpenAI's chat completions; null: OpenAI's own. */
  readonly baseUrl: string | null;
  readonly model: string;
  /** Tokens a user may spend a day (UTC), in and out. */
  readonly dailyTokens: number;
  /** In the currency of the prices; null: not limited by cost. */
  readonly dailyCost: number | null;
  /** Of a million tokens. */
  readonly inputPrice: number;
  readonly outputPrice: number;
  /** How long the model may say nothing. */
  readonly stallMs: number;
}

export const defaultAssistantSettings: AssistantSettings = {
  baseUrl: null,
  model: 'gpt-5-mini',
  dailyTokens: 500_000,
  dailyCost: null,
  inputPrice: 0,
  outputPrice: 0,
  stallMs: 30_000,
};

/** The name of the key's secret. Absent or empty, and without an address of an endpoint, the assistant is the offline one. */
export const OPENAI_KEY = 'openai-api-key';

const amount = z.coerce.number({ error: 'expected a number' }).min(0, { error: 'expected a number from 0 on' });

/** The environment variables that the settings come from. */
export const assistantVariables = {
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: z
    .url({ protocol: /^https?$/, error: 'expected a URL such as http://localhost:11434/v1' })
    .optional(),
  OPENAI_MODEL: z.string().optional(),
  ASSISTANT_DAILY_TOKENS: amount.optional(),
  ASSISTANT_DAILY_COST: amount.optional(),
  ASSISTANT_INPUT_PRICE: amount.optional(),
  ASSISTANT_OUTPUT_PRICE: amount.optional(),
  ASSISTANT_STALL_SECONDS: amount.optional(),
};
type AssistantVariables = { [Name in keyof typeof assistantVariables]?: z.infer<(typeof assistantVariables)[Name]> };

export function assistantSettings(values: AssistantVariables): AssistantSettings {
  const defaults = defaultAssistantSettings;
  const { ASSISTANT_STALL_SECONDS: stallSeconds } = values;
  return {
    baseUrl: values.OPENAI_BASE_URL ?? defaults.baseUrl,
    model: values.OPENAI_MODEL ?? defaults.model,
    dailyTokens: values.ASSISTANT_DAILY_TOKENS ?? defaults.dailyTokens,
    dailyCost: values.ASSISTANT_DAILY_COST ?? defaults.dailyCost,
    inputPrice: values.ASSISTANT_INPUT_PRICE ?? defaults.inputPrice,
    outputPrice: values.ASSISTANT_OUTPUT_PRICE ?? defaults.outputPrice,
    stallMs: stallSeconds === undefined ? defaults.stallMs : stallSeconds * 1_000,
  };
}
