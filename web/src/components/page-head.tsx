import { Group, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './page-head.module.css';

interface PageHeadProps {
  readonly title: string;
  readonly count?: number;
  /** Over the whole width, as what is below it. */
  readonly wide?: boolean;
  readonly children?: ReactNode;
}

/** A page's title, how much is on it, and its tools. */
export function PageHead({ title, count, wide, children }: PageHeadProps) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} · Rondo`;
  }, [title]);
  return (
    <header className={classes.head} data-wide={wide}>
      <Group gap="sm" align="baseline" wrap="nowrap" style={{ minWidth: 0 }}>
        <Title order={1} size="h3" dir="auto" className={classes.title}>
          {title}
        </Title>
        {count !== undefined && (
          <Text size="sm" className="quiet" style={{ whiteSpace: 'nowrap' }} aria-label={t('lists.count', { count })}>
            {count}
          </Text>
        )}
      </Group>
      <Group gap={4} wrap="nowrap">
        {children}
      </Group>
    </header>
  );
}
