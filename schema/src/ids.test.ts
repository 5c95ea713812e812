import { describe, expect, it } from 'vitest';
import { isId, newId, prefixOf } from './ids.ts';

describe('ids', () => {
  it('are TypeIDs that sort by the time they were made', () => {
    const made = Array.from({ length: 1_000 }, () => newId('task'));
    expect(made.toSorted()).toEqual(made);
    expect(made.every((id) => isId('task', id))).toBe(true);
  });

  it.each([
    ['a UUIDv7 of the TypeID specification', 'task_01h455vb4pex5vsknk084sn02q', true],
    ['another prefix', 'tag_01h455vb4pex5vsknk084sn02q', false],
    ['a UUID of version 4', 'task_5bvqwz4xq09gm9h4r7g8tbk9d2', false],
    ['upper case', 'task_01H455VB4PEX5VSKNK084SN02Q', false],
    ['a letter that base32 leaves out', 'task_01h455vb4pex5vsknk084sn02l', false],
    ['more than 128 bits', 'task_81h455vb4pex5vsknk084sn02q', false],
    ['25 characters', 'task_01h455vb4pex5vsknk084sn02', false],
    ['no suffix', 'task_', false],
    ['something after it', 'task_01h455vb4pex5vsknk084sn02q ', false],
  ])('%s', (_, id, expected) => {
    expect(isId('task', id)).toBe(expected);
  });

  it('name their kind by their prefix', () => {
    expect(prefixOf(newId('series'))).toBe('series');
    expect(prefixOf('series_1')).toBeNull();
    expect(prefixOf('nothing_01h455vb4pex5vsknk084sn02q')).toBeNull();
  });
});
