import { useTranslation } from 'react-i18next';
import { useAccount } from '../account/account.ts';
import { addDays, type Due, dueDay, formatDay, formatInstant, formatTime, isOverdue, today } from './days.ts';

export interface DueText {
  readonly text: string;
  readonly overdue: boolean;
  readonly isToday: boolean;
}

/** How a due reads to the viewer: on their days and clock, the zone named only where it is another. */
export function useDueText(): (due: Due, now: number) => DueText {
  const { t, i18n } = useTranslation();
  const { timeZone } = useAccount().viewer;
  const locale = i18n.language;
  return (due, now) => {
    const current = today(timeZone);
    const day = dueDay(due, timeZone);
    const near: Record<string, string> = {
      [current]: t('day.today'),
      [addDays(current, 1)]: t('day.tomorrow'),
      [addDays(current, -1)]: t('day.yesterday'),
    };
    const sameYear = day.slice(0, 4) === current.slice(0, 4);
    const shown =
      near[day] ??
      formatDay(day, locale, {
        weekday: day > current && day < addDays(current, 7) ? 'short' : undefined,
        day: 'numeric',
        month: 'short',
        year: sameYear ? undefined : 'numeric',
      });
    const foreign = due.time !== null && due.timeZone !== timeZone;
    const time =
      due.time === null
        ? ''
        : foreign
          ? formatInstant(due.at, locale, timeZone, { hour: 'numeric', minute: '2-digit' })
          : formatTime(due.time, locale);
    return {
      text: [shown, time].filter(Boolean).join(', '),
      overdue: isOverdue(due, timeZone, now),
      isToday: day === current,
    };
  };
}
