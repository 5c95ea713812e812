import { useLocalStorage } from '@mantine/hooks';
import type { ListSpec } from './list.ts';
import type { GroupKey, SortKey } from './order.ts';

export interface ListSettings {
  readonly sort: SortKey;
  readonly group: GroupKey;
}

const defaults: Partial<Record<ListSpec['kind'], ListSettings>> = {
  today: { sort: 'due', group: 'due' },
  completed: { sort: 'completed', group: 'none' },
  bin: { sort: 'deleted', group: 'none' },
};

export const listKey = (list: ListSpec): string => ('id' in list ? list.id : list.kind);

/** How the viewer wants this list, on this device. */
export function useListSettings(list: ListSpec): [ListSettings, (settings: ListSettings) => void] {
  const [settings, setSettings] = useLocalStorage<ListSettings>({
    key: `rondo-list-${listKey(list)}`,
    defaultValue: defaults[list.kind] ?? { sort: 'due', group: 'none' },
    getInitialValueInEffect: false,
  });
  return [settings, setSettings];
}
