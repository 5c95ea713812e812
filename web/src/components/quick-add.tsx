import { Badge, Button, CloseButton, Group, Modal, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccount, useObservable } from '../account/account.ts';
import { ParseTaskDocument, type ParseTaskQuery } from '../api/generated/operations.ts';
import { request } from '../api/request.ts';
import { useDueText } from '../time/use-due-text.ts';
import classes from './quick-add.module.css';

type Parsed = ParseTaskQuery['parseTask'];
const LONGEST = 1_000;

export default function QuickAdd({ initial, onClose }: { initial: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('quickAdd.label')}
      size="lg"
      yOffset="12vh"
      centered={false}
      closeButtonProps={{ 'aria-label': t('app.close') }}
    >
      <Form initial={initial} onClose={onClose} />
    </Modal>
  );
}

/** One line of text; what it is understood as is marked in place while it is typed. */
function Form({ initial, onClose }: { initial: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { actions, connection } = useAccount();
  const offline = useObservable(connection) === 'offline';
  const [text, setText] = useState(initial);
  const field = useRef<HTMLTextAreaElement>(null);
  const parsed = useParsed(text);
  const current = parsed?.text === text ? parsed.task : null;
  useEffect(() => {
    field.current?.setSelectionRange(0, 0);
  }, []);

  const add = () => {
    const trimmed = text.trim();
    if (trimmed === '') return;
    const guess = current ?? { title: trimmed, due: null, priority: 'NONE' as const };
    actions.quickAdd(text, { title: guess.title || trimmed, due: guess.due, priority: guess.priority });
    onClose();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    event.preventDefault();
    add();
  };
  /** Quoted text stays in the title. */
  const ignore = (start: number, end: number) =>
    setText(`${text.slice(0, start)}"${text.slice(start, end).replaceAll('"', '')}"${text.slice(end)}`);
  return (
    <Stack gap="sm">
      <div className={classes.field}>
        <Marked text={text} parsed={parsed} />
        <textarea
          ref={field}
          className={classes.text}
          value={text}
          rows={1}
          data-autofocus
          dir="auto"
          maxLength={LONGEST}
          placeholder={t('quickAdd.placeholder')}
          aria-label={t('quickAdd.label')}
          onChange={(event) => setText(event.target.value.replaceAll('\n', ' '))}
          onKeyDown={onKeyDown}
        />
      </div>
      {current && current.parts.length > 0 ? (
        <Parts task={current} onIgnore={ignore} />
      ) : (
        <Text size="sm" className="quiet">
          {offline ? t('quickAdd.offline') : t('quickAdd.hint')}
        </Text>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('app.cancel')}
        </Button>
        <Button onClick={add} disabled={text.trim() === ''}>
          {t('quickAdd.add')}
        </Button>
      </Group>
    </Stack>
  );
}

/** The same text below the field, with the understood parts marked. */
function Marked({ text, parsed }: { text: string; parsed: { text: string; task: Parsed } | null }) {
  // While the server reads on, marks stay as far as the text is as it was.
  const parts = (parsed?.task.parts ?? []).filter(
    ({ start, end }) => parsed?.text.slice(0, end) === text.slice(0, end) && start < end,
  );
  const pieces: React.ReactNode[] = [];
  let from = 0;
  for (const { start, end, kind } of parts) {
    pieces.push(text.slice(from, start));
    pieces.push(
      <mark key={start} className={classes.mark} data-kind={kind}>
        {text.slice(start, end)}
      </mark>,
    );
    from = end;
  }
  return (
    <div className={classes.marked} dir="auto" aria-hidden>
      {pieces}
      {text.slice(from)}
      {'\u200b'}
    </div>
  );
}

function Parts({ task, onIgnore }: { task: Parsed; onIgnore: (start: number, end: number) => void }) {
  const { t } = useTranslation();
  const dueText = useDueText();
  return (
    <Group gap={6} role="group" aria-label={t('quickAdd.parts')}>
      {task.parts.map(({ kind, text, start, end }) => (
        <Badge
          key={start}
          variant="light"
          size="lg"
          tt="none"
          fw={500}
          rightSection={
            <CloseButton
              size="xs"
              aria-label={t('quickAdd.ignore', { text })}
              title={t('quickAdd.ignore', { text })}
              onClick={() => onIgnore(start, end)}
            />
          }
        >
          {nameOf(kind)}: {kind === 'due' && task.due ? dueText(task.due, 0).text : text}
        </Badge>
      ))}
    </Group>
  );

  function nameOf(kind: string): string {
    switch (kind) {
      case 'tag':
      case 'priority':
      case 'due':
      case 'rule':
      case 'reminder':
        return t(`quickAdd.kind.${kind}`);
      default:
        return kind;
    }
  }
}

/** What the server makes of the text; the last answer until there is the next. */
function useParsed(text: string) {
  const [settled] = useDebouncedValue(text, 120);
  const [parsed, setParsed] = useState<{ text: string; task: Parsed } | null>(null);
  useEffect(() => {
    if (settled.trim() === '') {
      setParsed(null);
      return;
    }
    let stale = false;
    request(ParseTaskDocument, { text: settled })
      .then(({ parseTask }) => {
        if (!stale) setParsed({ text: settled, task: parseTask });
      })
      // Offline, or a text that says nothing yet: it is shown without marks.
      .catch(() => undefined);
    return () => {
      stale = true;
    };
  }, [settled]);
  return parsed;
}
