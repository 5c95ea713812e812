import { Badge, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { IconCheck, IconMinus, IconPencil, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useMore } from '../i18n/more.ts';
import classes from './action.module.css';
import type { Message } from './conversation.ts';

type Action = Message['actions'][number];

interface ActionProps {
  readonly action: Action;
  readonly onDecide: (accept: boolean) => Promise<void>;
}

/** What the assistant did, quietly; what it, or another agent, wants to do, for the user to decide. */
export function ActionView({ action, onDecide }: ActionProps) {
  const { t } = useMore();
  const [busy, setBusy] = useState(false);
  const { state, summary } = action;
  if (state === 'DONE') {
    return (
      <Group gap={6} wrap="nowrap" align="flex-start" className="quiet">
        <IconCheck size={16} className={classes.mark} role="img" aria-label={t('assistant.state.DONE')} />
        <Text size="xs" dir="auto" className={classes.text}>
          {summary}
        </Text>
      </Group>
    );
  }
  const decide = async (accept: boolean) => {
    setBusy(true);
    await onDecide(accept);
    setBusy(false);
  };
  const isOpen = state === 'NEEDS_CONFIRMATION';
  return (
    <Paper withBorder p="sm" component="section" aria-label={t('assistant.proposed')}>
      <Stack gap="xs">
        <Group justify="space-between" gap="xs">
          <Text size="sm" fw={600}>
            {t('assistant.proposed')}
          </Text>
          {isOpen ? (
            <Text size="xs" className="quiet">
              {t('assistant.proposedText')}
            </Text>
          ) : (
            <Badge variant="default" tt="none">
              {t(`assistant.state.${state}`)}
            </Badge>
          )}
        </Group>
        <Diff text={summary} />
        {isOpen && (
          <Group gap="xs">
            <Button size="compact-sm" loading={busy} onClick={() => decide(true)}>
              {t('assistant.accept')}
            </Button>
            <Button size="compact-sm" variant="default" disabled={busy} onClick={() => decide(false)}>
              {t('assistant.reject')}
            </Button>
          </Group>
        )}
      </Stack>
    </Paper>
  );
}

const signs = {
  '+': { Icon: IconPlus, kind: 'added' },
  '-': { Icon: IconMinus, kind: 'removed' },
  '~': { Icon: IconPencil, kind: 'changed' },
} as const;

const isSign = (sign: string | undefined): sign is keyof typeof signs => sign !== undefined && sign in signs;

/** A line a task: what comes, what goes, what changes, by icon and colour, and in words for those who see neither. */
function Diff({ text }: { text: string }) {
  const { t } = useMore();
  return (
    <div className={classes.diff}>
      {text.split('\n').map((line, index) => {
        const [, sign, rest = line] = /^([-+~]) (.*)$/su.exec(line) ?? [];
        const { Icon, kind } = isSign(sign) ? signs[sign] : { Icon: null, kind: null };
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text that does not change its order
          <div key={index} className={classes.line} data-kind={kind} dir="auto">
            {Icon && <Icon size={14} className={classes.mark} role="img" aria-label={t(`assistant.line.${kind}`)} />}
            <span className={classes.text}>{rest}</span>
          </div>
        );
      })}
    </div>
  );
}
