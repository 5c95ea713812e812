import {
  Alert,
  Button,
  Chip,
  Group,
  NumberInput,
  Paper,
  SegmentedControl,
  Select,
  Stack,
  Switch,
  Text,
  TextInput,
} from '@mantine/core';
import { DateInput } from '@mantine/dates';
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccount } from '../account/account.ts';
import { failureOf } from '../api/errors.ts';
import {
  type MissedPolicy,
  PreviewRecurrenceDocument,
  type PreviewRecurrenceQuery,
  type RecurrenceMode,
  type SeriesFieldsFragment,
  SetRecurrenceDocument,
} from '../api/generated/operations.ts';
import { request } from '../api/request.ts';
import { useMore } from '../i18n/more.ts';
import { readRule, type SimpleRule, weekdays, writeRule } from '../lists/rule.ts';
import type { Task } from '../replica/types.ts';
import { addDays, formatDay, startOfWeek, today, weekdayOf } from '../time/days.ts';
import { Occurrences } from './recurrence.tsx';

const units = { DAILY: 'days', WEEKLY: 'weeks', MONTHLY: 'months', YEARLY: 'years' } as const;

interface EditorProps {
  readonly task: Task;
  readonly series: SeriesFieldsFragment | null;
  readonly onClose: () => void;
}

/** Choices for what most people want, the rule itself for the rest; what comes of it is shown before it is applied. */
export default function RecurrenceEditor({ task, series, onClose }: EditorProps) {
  const { t } = useTranslation();
  const { t: more } = useMore();
  const { replica, viewer } = useAccount();
  const start = task.due?.date ?? today(viewer.timeZone);
  const [simple, setSimple] = useState<SimpleRule>(() => (series && readRule(series.rule)) || startingRule(start));
  const [raw, setRaw] = useState<string | null>(series && readRule(series.rule) === null ? series.rule : null);
  const [mode, setMode] = useState<RecurrenceMode>(series?.mode ?? 'SCHEDULE');
  const [missed, setMissed] = useState<MissedPolicy>(series?.missed ?? 'SKIP');
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const rule = raw ?? writeRule(simple);
  const preview = usePreview(rule, task);
  const apply = async () => {
    setBusy(true);
    try {
      const variables = { taskId: task.id, recurrence: { rule, mode, missed } };
      const { setRecurrence } = await request(SetRecurrenceDocument, variables);
      replica.putTasks([setRecurrence.task]);
      onClose();
    } catch (error) {
      setFailure(failureOf(error).message);
      setBusy(false);
    }
  };
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        {raw === null ? (
          <SimpleFields rule={simple} start={start} onChange={setSimple} />
        ) : (
          <TextInput
            label={more('recurrence.rule')}
            description={more('recurrence.ruleHelp')}
            value={raw}
            onChange={(event) => setRaw(event.currentTarget.value)}
            error={preview.failure}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          />
        )}
        <Switch
          label={more('recurrence.advanced')}
          checked={raw !== null}
          onChange={(event) => {
            if (event.currentTarget.checked) setRaw(writeRule(simple));
            else {
              setSimple((raw !== null && readRule(raw)) || simple);
              setRaw(null);
            }
          }}
        />
        <Stack gap="xs">
          <Select
            label={more('recurrence.mode')}
            allowDeselect={false}
            data={(['SCHEDULE', 'COMPLETION'] as const).map((value) => ({ value, label: more(`recurrence.${value}`) }))}
            value={mode}
            onChange={(value) => value && setMode(value as RecurrenceMode)}
          />
          <Select
            label={more('recurrence.missed')}
            allowDeselect={false}
            data={(['SKIP', 'KEEP'] as const).map((value) => ({ value, label: more(`recurrence.${value}`) }))}
            value={missed}
            onChange={(value) => value && setMissed(value as MissedPolicy)}
          />
        </Stack>
        {preview.result && (
          <Stack gap={4}>
            <Text size="sm" fw={600}>
              {preview.result.summary}
            </Text>
            <Text size="xs" className="quiet">
              {more('recurrence.preview')}
            </Text>
            {preview.result.occurrences.length === 0 ? (
              <Text size="sm">{more('recurrence.noPreview')}</Text>
            ) : (
              <Occurrences occurrences={preview.result.occurrences} />
            )}
            {skipsMonths(simple, raw, start) && (
              <Alert color="orange" p="xs">
                <Text size="xs">{more('recurrence.monthEnd')}</Text>
              </Alert>
            )}
          </Stack>
        )}
        {(failure ?? (raw === null && preview.failure)) && (
          <Alert color="red" role="alert">
            {failure ?? preview.failure}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" size="xs" onClick={onClose}>
            {t('app.cancel')}
          </Button>
          <Button size="xs" loading={busy} onClick={apply}>
            {more('recurrence.apply')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}

interface FieldsProps {
  readonly rule: SimpleRule;
  readonly start: string;
  readonly onChange: (rule: SimpleRule) => void;
}

function SimpleFields({ rule, start, onChange }: FieldsProps) {
  const { i18n } = useTranslation();
  const { t: more } = useMore();
  const monday = startOfWeek(start);
  const presets = [
    { name: more('recurrence.daily'), rule: { frequency: 'DAILY', weekdays: [], lastDay: false } },
    {
      name: more('recurrence.weekdays'),
      rule: { frequency: 'WEEKLY', weekdays: weekdays.slice(0, 5), lastDay: false },
    },
    { name: more('recurrence.weekly'), rule: { frequency: 'WEEKLY', weekdays: [], lastDay: false } },
    { name: more('recurrence.monthly'), rule: { frequency: 'MONTHLY', weekdays: [], lastDay: false } },
    { name: more('recurrence.lastDay'), rule: { frequency: 'MONTHLY', weekdays: [], lastDay: true } },
    { name: more('recurrence.yearly'), rule: { frequency: 'YEARLY', weekdays: [], lastDay: false } },
  ] as const;
  const { end } = rule;
  return (
    <>
      <Group gap={6}>
        {presets.map((preset) => (
          <Button
            key={preset.name}
            size="compact-xs"
            variant={
              writeRule({ ...rule, ...preset.rule, weekdays: [...preset.rule.weekdays], interval: 1 }) ===
              writeRule(rule)
                ? 'filled'
                : 'default'
            }
            onClick={() => onChange({ ...rule, ...preset.rule, weekdays: [...preset.rule.weekdays], interval: 1 })}
          >
            {preset.name}
          </Button>
        ))}
      </Group>
      <Group align="flex-end" gap="xs">
        <NumberInput
          label={more('recurrence.every')}
          w={80}
          min={1}
          max={1_000}
          clampBehavior="strict"
          value={rule.interval}
          onChange={(value) => onChange({ ...rule, interval: Number(value) || 1 })}
        />
        <Select
          aria-label={more('recurrence.unit')}
          w={130}
          allowDeselect={false}
          data={Object.entries(units).map(([value, unit]) => ({ value, label: more(`recurrence.${unit}`) }))}
          value={rule.frequency}
          onChange={(value) =>
            value && onChange({ ...rule, frequency: value as SimpleRule['frequency'], lastDay: false })
          }
        />
      </Group>
      {rule.frequency === 'WEEKLY' && (
        <Group gap={4} role="group" aria-label={more('recurrence.on')}>
          <Chip.Group multiple value={rule.weekdays} onChange={(days) => onChange({ ...rule, weekdays: days })}>
            {weekdays.map((day, index) => (
              <Chip key={day} value={day} size="xs">
                {formatDay(addDays(monday, index), i18n.language, { weekday: 'short' })}
              </Chip>
            ))}
          </Chip.Group>
        </Group>
      )}
      <Stack gap={4}>
        <Text size="sm" fw={600}>
          {more('recurrence.ends')}
        </Text>
        <SegmentedControl
          size="xs"
          aria-label={more('recurrence.ends')}
          value={end.kind}
          data={[
            { value: 'never', label: more('recurrence.never') },
            { value: 'until', label: more('recurrence.until') },
            { value: 'count', label: more('recurrence.after') },
          ]}
          onChange={(kind) =>
            onChange({
              ...rule,
              end:
                kind === 'until'
                  ? { kind, date: addDays(start, 90) }
                  : kind === 'count'
                    ? { kind, count: 10 }
                    : { kind: 'never' },
            })
          }
        />
        {end.kind === 'until' && (
          <DateInput
            aria-label={more('recurrence.until')}
            locale={i18n.language}
            value={end.date}
            onChange={(date) => date && onChange({ ...rule, end: { kind: 'until', date } })}
          />
        )}
        {end.kind === 'count' && (
          <NumberInput
            aria-label={more('recurrence.after')}
            min={1}
            max={10_000}
            suffix={` ${more('recurrence.times')}`}
            value={end.count}
            onChange={(count) => onChange({ ...rule, end: { kind: 'count', count: Number(count) || 1 } })}
          />
        )}
      </Stack>
    </>
  );
}

function startingRule(start: string): SimpleRule {
  const day = weekdays[weekdayOf(start) - 1];
  return { frequency: 'WEEKLY', interval: 1, weekdays: day ? [day] : [], lastDay: false, end: { kind: 'never' } };
}

/** RFC 5545 leaves out months that have no such day. */
function skipsMonths(simple: SimpleRule, raw: string | null, start: string): boolean {
  return raw === null && simple.frequency === 'MONTHLY' && !simple.lastDay && Number(start.slice(8)) > 28;
}

function usePreview(rule: string, task: Task) {
  const { viewer } = useAccount();
  const [settled] = useDebouncedValue(rule, 200);
  const [result, setResult] = useState<PreviewRecurrenceQuery['previewRecurrence'] | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const start = `${task.due?.date ?? today(viewer.timeZone)}T${task.due?.time ?? '00:00:00'}`;
  const timeZone = task.due?.timeZone ?? viewer.timeZone;
  useEffect(() => {
    let stale = false;
    request(PreviewRecurrenceDocument, { rule: settled, start, timeZone }).then(
      ({ previewRecurrence }) => {
        if (stale) return;
        setResult(previewRecurrence);
        setFailure(null);
      },
      (error) => {
        if (stale) return;
        setResult(null);
        setFailure(failureOf(error).message);
      },
    );
    return () => {
      stale = true;
    };
  }, [settled, start, timeZone]);
  return { result, failure };
}
