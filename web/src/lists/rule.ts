/** The part of RFC 5545 rules that the editor offers as choices. Other rules are edited as text. */
export interface SimpleRule {
  frequency: 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';
  interval: number;
  /** MO … SU; of WEEKLY only. */
  weekdays: string[];
  /** Of MONTHLY: the last day, whatever its number. */
  lastDay: boolean;
  end: { kind: 'never' } | { kind: 'until'; date: string } | { kind: 'count'; count: number };
}

export const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
const frequencies = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const;

export function writeRule({ frequency, interval, weekdays: days, lastDay, end }: SimpleRule): string {
  return [
    `FREQ=${frequency}`,
    interval > 1 && `INTERVAL=${interval}`,
    frequency === 'WEEKLY' && days.length > 0 && `BYDAY=${weekdays.filter((day) => days.includes(day)).join(',')}`,
    frequency === 'MONTHLY' && lastDay && 'BYMONTHDAY=-1',
    end.kind === 'count' && `COUNT=${end.count}`,
    end.kind === 'until' && `UNTIL=${end.date.replaceAll('-', '')}`,
  ]
    .filter(Boolean)
    .join(';');
}

/** Null where the rule says more than the choices can. */
export function readRule(rule: string): SimpleRule | null {
  const parts = new Map(rule.split(';').map((part) => part.split('=') as [string, string]));
  const frequency = frequencies.find((name) => name === parts.get('FREQ'));
  if (!frequency) return null;
  const days = parts.get('BYDAY')?.split(',') ?? [];
  const monthDay = parts.get('BYMONTHDAY');
  const until = /^(\d{4})(\d{2})(\d{2})$/.exec(parts.get('UNTIL') ?? '');
  const count = parts.get('COUNT');
  const simple: SimpleRule = {
    frequency,
    interval: Number(parts.get('INTERVAL') ?? 1),
    weekdays: days,
    lastDay: monthDay === '-1',
    end: until
      ? { kind: 'until', date: until.slice(1).join('-') }
      : count
        ? { kind: 'count', count: Number(count) }
        : { kind: 'never' },
  };
  const known = new Set(['FREQ', 'INTERVAL', 'BYDAY', 'BYMONTHDAY', 'UNTIL', 'COUNT']);
  const whole =
    [...parts.keys()].every((key) => known.has(key)) &&
    days.every((day) => weekdays.some((name) => name === day)) &&
    (days.length === 0 || frequency === 'WEEKLY') &&
    (monthDay === undefined || (frequency === 'MONTHLY' && monthDay === '-1')) &&
    (!parts.has('UNTIL') || until !== null);
  return whole ? simple : null;
}
