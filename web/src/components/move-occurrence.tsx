import '@mantine/dates/styles.css';
import { Button, Group, Stack, Text } from '@mantine/core';
import { DateInput, TimeInput } from '@mantine/dates';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccount } from '../account/account.ts';
import type { DueInput } from '../api/generated/operations.ts';
import { useMore } from '../i18n/more.ts';
import type { Task } from '../replica/types.ts';
import { inputOf, today } from '../time/days.ts';
import 'dayjs/locale/de';

interface MoveOccurrenceProps {
  readonly task: Task;
  readonly onMove: (due: DueInput) => Promise<void>;
  readonly onClose: () => void;
}

/** Another day or time for this occurrence; the series keeps its own. */
export default function MoveOccurrence({ task, onMove, onClose }: MoveOccurrenceProps) {
  const { t, i18n } = useTranslation();
  const { t: more } = useMore();
  const { viewer } = useAccount();
  const kept = inputOf(task.due);
  const [date, setDate] = useState<string>(kept?.date ?? today(viewer.timeZone));
  const [time, setTime] = useState(kept?.time?.slice(0, 5) ?? '');
  const [busy, setBusy] = useState(false);
  const move = async () => {
    setBusy(true);
    await onMove({ date, time: time === '' ? null : `${time}:00`, timeZone: kept?.timeZone ?? null });
    onClose();
  };
  return (
    <Stack gap="xs" role="group" aria-label={more('recurrence.move')}>
      <Text size="xs" className="quiet">
        {more('recurrence.moveText')}
      </Text>
      <Group align="flex-end" gap="xs">
        <DateInput
          flex={1}
          miw={140}
          label={t('task.date')}
          locale={i18n.language}
          value={date}
          onChange={(value) => value && setDate(value)}
        />
        <TimeInput label={t('task.time')} value={time} onChange={(event) => setTime(event.currentTarget.value)} />
      </Group>
      <Group justify="flex-end" gap="xs">
        <Button size="xs" variant="default" onClick={onClose}>
          {t('app.cancel')}
        </Button>
        <Button size="xs" loading={busy} onClick={move}>
          {t('task.moveTo')}
        </Button>
      </Group>
    </Stack>
  );
}
