import { Autocomplete, Text } from '@mantine/core';
import { parseFilter } from '@rondo/schema/filter/parse.ts';
import { FilterSyntaxError } from '@rondo/schema/filter/syntax-error.ts';
import { IconSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useTags } from '../account/account.ts';
import classes from './filter-input.module.css';

const terms = [
  'status:open',
  'status:in_progress',
  'status:completed',
  'status:cancelled',
  'due:today',
  'due:tomorrow',
  'due:overdue',
  'due<7d',
  'no:due',
  'no:tag',
  'priority:high',
  'priority:medium',
  'priority:low',
  'priority:none',
  '!high',
  '!medium',
  '!low',
  'created>=-7d',
  'completed>=-7d',
  'is:recurring',
  'is:subtask',
  'has:reminder',
];

/** What is wrong with a query, and where; null where nothing is. */
export function faultOf(query: string): FilterSyntaxError | null {
  try {
    parseFilter(query);
    return null;
  } catch (error) {
    if (error instanceof FilterSyntaxError) return error;
    throw error;
  }
}

interface FilterInputProps {
  readonly value: string;
  readonly onChange: (query: string) => void;
}

/** A field for the filter language: completes the word that is being written, and points at what is wrong. */
export function FilterInput({ value, onChange }: FilterInputProps) {
  const { t } = useTranslation();
  const tags = useTags();
  const fault = faultOf(value);
  const [, before = '', word = ''] = /^(.*?)([^\s()]*)$/s.exec(value) ?? [];
  const names = tags.map(({ name }) => (/^[\p{L}\p{N}_-]+$/u.test(name) ? `#${name}` : `tag:"${name}"`));
  const completions =
    word.length === 0
      ? []
      : [...names, ...terms]
          .filter((term) => term !== word && term.toLowerCase().startsWith(word.replace(/^-/, '').toLowerCase()))
          .slice(0, 8)
          .map((term) => `${before}${word.startsWith('-') ? '-' : ''}${term}`);
  return (
    <div>
      <Autocomplete
        size="md"
        leftSection={<IconSearch size={18} />}
        aria-label={t('search.label')}
        placeholder={t('search.placeholder')}
        value={value}
        onChange={onChange}
        data={[...new Set(completions)]}
        filter={({ options }) => options}
        autoFocus
        dir="auto"
        maxLength={4_096}
        spellCheck={false}
        autoCapitalize="off"
        error={fault !== null}
        aria-describedby={fault ? 'filter-fault' : undefined}
      />
      {fault && (
        <div id="filter-fault" role="alert" className={classes.fault}>
          <div className={classes.place} aria-hidden>
            {value.slice(0, fault.position)}
            <mark>{value.slice(fault.position, fault.position + 1) || ' '}</mark>
            {value.slice(fault.position + 1)}
          </div>
          <Text size="sm">{t('search.error', { position: fault.position, expected: fault.expected })}</Text>
        </div>
      )}
    </div>
  );
}
