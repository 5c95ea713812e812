import '@mantine/dates/styles.css';
import { ActionIcon, Button, Group, Popover, Select, Stack, Text, Tooltip } from '@mantine/core';
import { DatePicker, TimeInput } from '@mantine/dates';
import { useDisclosure } from '@mantine/hooks';
import { IconCalendar, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAccount } from '../account/account.ts';
import type { DueInput } from '../api/generated/operations.ts';
import type { Task } from '../replica/types.ts';
import { firstWeekdayOf, formatInstant, inputOf, today } from '../time/days.ts';
import { useDueText } from '../time/use-due-text.ts';
import { useNow } from '../time/use-now.ts';
import { useDueChoices } from './row-menu.tsx';
import 'dayjs/locale/de';

const FLOATING = 'floating';

/** When a task is due: a day, perhaps a time, perhaps a zone. */
export default function DueField({ task }: { task: Task }) {
  const { t, i18n } = useTranslation();
  const { actions, viewer } = useAccount();
  const dueText = useDueText();
  const now = useNow();
  const choices = useDueChoices();
  const [opened, { toggle, close }] = useDisclosure(false);
  const { due } = task;
  const set = (change: Partial<DueInput>) =>
    actions.update([task.id], { due: { date: today(viewer.timeZone), ...inputOf(due), ...change } });
  const zones = [
    { value: FLOATING, label: t('task.floating') },
    ...Intl.supportedValuesOf('timeZone').map((zone) => ({ value: zone, label: zone })),
  ];
  const foreign = due?.time && !due.floating && due.timeZone !== viewer.timeZone;
  return (
    <Stack gap={4}>
      <Text component="span" size="sm" fw={600}>
        {t('task.due')}
      </Text>
      <Group gap={4} wrap="nowrap">
        <Popover opened={opened} onChange={close} position="bottom-start" trapFocus returnFocus>
          <Popover.Target>
            <Button
              variant="default"
              justify="flex-start"
              flex={1}
              leftSection={<IconCalendar size={16} />}
              onClick={toggle}
              aria-label={`${t('task.due')}: ${due ? dueText(due, now).text : t('task.noDue')}`}
              fw={400}
            >
              {due ? dueText(due, now).text : t('task.setDue')}
            </Button>
          </Popover.Target>
          <Popover.Dropdown aria-label={t('task.due')}>
            <Stack gap="xs" w={252}>
              <Group gap={4}>
                {choices.map(({ label, date }) => (
                  <Button key={date} size="compact-xs" variant="light" onClick={() => set({ date })}>
                    {label}
                  </Button>
                ))}
              </Group>
              <DatePicker
                size="xs"
                locale={i18n.language}
                firstDayOfWeek={(firstWeekdayOf(viewer.locale) % 7) as 0 | 1 | 6}
                value={due?.date ?? null}
                onChange={(date) => date && set({ date })}
                defaultDate={due?.date ?? today(viewer.timeZone)}
              />
              <TimeInput
                label={t('task.time')}
                value={due?.time?.slice(0, 5) ?? ''}
                onChange={(event) =>
                  set({ time: event.currentTarget.value ? `${event.currentTarget.value}:00` : null })
                }
                rightSection={
                  due?.time ? (
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      size="sm"
                      aria-label={t('task.allDay')}
                      onClick={() => set({ time: null })}
                    >
                      <IconX size={14} />
                    </ActionIcon>
                  ) : undefined
                }
              />
              <Select
                label={t('task.zone')}
                searchable
                allowDeselect={false}
                data={zones}
                limit={100}
                comboboxProps={{ withinPortal: false }}
                value={due && !due.floating ? due.timeZone : FLOATING}
                onChange={(zone) => set({ timeZone: zone === FLOATING ? null : zone })}
              />
            </Stack>
          </Popover.Dropdown>
        </Popover>
        {due && (
          <Tooltip label={t('task.clearDue')}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={t('task.clearDue')}
              onClick={() => actions.update([task.id], { due: null })}
            >
              <IconX size={16} />
            </ActionIcon>
          </Tooltip>
        )}
      </Group>
      {foreign && (
        <Text size="xs" className="quiet">
          {formatInstant(due.at, i18n.language, due.timeZone)} · {due.timeZone}
        </Text>
      )}
    </Stack>
  );
}
