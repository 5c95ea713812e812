import { Paper, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from '../pages/settings.module.css';

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper withBorder p="lg" className={classes.section} component="section" aria-label={title}>
      <Stack gap="md">
        <Text component="h2" fw={600}>
          {title}
        </Text>
        {children}
      </Stack>
    </Paper>
  );
}
