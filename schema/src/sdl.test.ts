import { readFileSync } from 'node:fs';
import { buildSchema, isEnumType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { ErrorCode } from './errors.ts';
import { actorSchema } from './events/envelope.ts';
import { actionStates, messageRoles } from './events/message.ts';
import { reminderStates } from './events/reminder.ts';
import { channels } from './events/reminder-request.ts';
import { priorities, taskStatuses } from './events/task.ts';
import { scopes } from './scopes.ts';
import { apiFile } from './subgraphs.ts';

const api = buildSchema(readFileSync(apiFile, 'utf8'));

const enums: [string, readonly string[]][] = [
  ['ErrorCode', Object.values(ErrorCode)],
  ['ActorKind', actorSchema.shape.kind.options],
  ['ActionState', actionStates],
  ['MessageRole', messageRoles],
  ['Channel', channels],
  ['ReminderState', reminderStates],
  ['TaskStatus', taskStatuses],
  ['Priority', priorities],
  ['Scope', scopes],
];

describe('what the SDL and the code both list', () => {
  it.each(enums)('enum %s has the same values in both', (name, values) => {
    const type = api.getType(name);
    expect(isEnumType(type) ? type.getValues().map((value) => value.name) : null).toEqual([...values]);
  });
});
