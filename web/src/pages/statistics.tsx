import '@mantine/charts/styles.css';
import { BarChart, DonutChart } from '@mantine/charts';
import { Center, Group, Loader, Paper, SegmentedControl, SimpleGrid, Stack, Table, Text } from '@mantine/core';
import { IconChartBar } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccount, useOfReplica } from '../account/account.ts';
import { StatisticsDocument } from '../api/generated/operations.ts';
import { useApi } from '../api/use-api.ts';
import { Message } from '../components/message.tsx';
import { PageHead } from '../components/page-head.tsx';
import { PriorityIcon, priorityColor } from '../components/priority.tsx';
import { addDays, formatDay, today } from '../time/days.ts';
import classes from './statistics.module.css';

const ranges = ['7', '30', '90', '365'] as const;

/** How it goes: figures first, then charts; all of it as a table too. */
export default function Statistics() {
  const { t, i18n } = useTranslation();
  const { viewer } = useAccount();
  // Tags are drawn in their colours.
  useOfReplica(({ labels }) => labels);
  const [range, setRange] = useState<string>('30');
  const to = today(viewer.timeZone);
  const { data, loading, refetch } = useApi(StatisticsDocument, {
    variables: { from: addDays(to, 1 - Number(range)), to, timeZone: viewer.timeZone },
    fetchPolicy: 'cache-and-network',
  });
  const statistics = data?.taskStatistics;
  const inDays = new Intl.NumberFormat(i18n.language, { style: 'unit', unit: 'day', unitDisplay: 'narrow' });
  const head = (
    <PageHead title={t('statistics.label')}>
      <SegmentedControl
        size="xs"
        aria-label={t('statistics.label')}
        value={range}
        onChange={setRange}
        data={ranges.map((value) => ({ value, label: inDays.format(Number(value)) }))}
      />
    </PageHead>
  );
  if (!statistics) {
    return (
      <section className={classes.page} aria-label={t('statistics.label')}>
        {head}
        {loading ? (
          <Center flex={1} role="status" aria-label={t('app.loading')}>
            <Loader type="dots" />
          </Center>
        ) : (
          <Message
            icon={<IconChartBar size={40} stroke={1.2} />}
            title={t('error.needsNetwork')}
            action={t('app.retry')}
            onAction={() => void refetch()}
          />
        )}
      </section>
    );
  }
  const { completedByDay, createdByDay, openByPriority, openByTag, overdue, streakDays, medianHoursToComplete } =
    statistics;
  const created = new Map(createdByDay.map(({ date, count }) => [date, count]));
  const days = completedByDay.map(({ date, count }) => ({
    date,
    day: formatDay(date, i18n.language, { day: 'numeric', month: 'short' }),
    [t('statistics.completedShort')]: count,
    [t('statistics.created')]: created.get(date) ?? 0,
  }));
  const total = completedByDay.reduce((sum, { count }) => sum + count, 0);
  const open = openByPriority.filter(({ count }) => count > 0);
  const median =
    medianHoursToComplete === null
      ? '–'
      : medianHoursToComplete >= 48
        ? t('statistics.days', { count: Math.round(medianHoursToComplete / 24) })
        : t('statistics.hours', { count: Math.round(medianHoursToComplete * 10) / 10 });
  return (
    <section className={classes.page} aria-label={t('statistics.label')}>
      {head}
      <section
        className={classes.body}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and has to for the keyboard too
        tabIndex={0}
        aria-label={t('statistics.last', { count: Number(range) })}
      >
        <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
          <Figure name={t('statistics.total')} value={String(total)} />
          <Figure name={t('statistics.streak')} value={t('statistics.streakDays', { count: streakDays })} />
          <Figure name={t('statistics.overdue')} value={String(overdue)} />
          <Figure name={t('statistics.median')} value={median} />
        </SimpleGrid>
        <Panel title={`${t('statistics.completed')} · ${t('statistics.last', { count: Number(range) })}`}>
          <div role="img" aria-label={t('statistics.completed')}>
            <BarChart
              h={240}
              data={days}
              dataKey="day"
              series={[
                { name: t('statistics.completedShort'), color: 'indigo.6' },
                { name: t('statistics.created'), color: 'gray.5' },
              ]}
              withLegend
              gridAxis="x"
              tickLine="none"
              yAxisProps={{ allowDecimals: false, width: 28 }}
              xAxisProps={{ minTickGap: 24 }}
              barProps={{ radius: 2 }}
            />
          </div>
          <details>
            <summary>
              <Text span size="sm" className="quiet">
                {t('statistics.table')}
              </Text>
            </summary>
            <Table fz="sm" maw={420} mt="xs">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('task.date')}</Table.Th>
                  <Table.Th>{t('statistics.completedShort')}</Table.Th>
                  <Table.Th>{t('statistics.created')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {completedByDay
                  .filter(({ date, count }) => count + (created.get(date) ?? 0) > 0)
                  .map(({ date, count }) => (
                    <Table.Tr key={date}>
                      <Table.Td>{formatDay(date, i18n.language, { dateStyle: 'medium' })}</Table.Td>
                      <Table.Td>{count}</Table.Td>
                      <Table.Td>{created.get(date) ?? 0}</Table.Td>
                    </Table.Tr>
                  ))}
              </Table.Tbody>
            </Table>
          </details>
        </Panel>
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
          <Panel title={t('statistics.byPriority')}>
            {open.length === 0 ? (
              <Text size="sm" className="quiet">
                {t('statistics.none')}
              </Text>
            ) : (
              <Group wrap="nowrap" gap="xl">
                <div role="img" aria-label={t('statistics.byPriority')}>
                  <DonutChart
                    size={130}
                    thickness={18}
                    withTooltip={false}
                    data={open.map(({ priority, count }) => ({
                      name: t(`priority.${priority}`),
                      value: count,
                      color: priorityColor[priority],
                    }))}
                  />
                </div>
                <Stack gap={4}>
                  {openByPriority.map(({ priority, count }) => (
                    <Group key={priority} gap="xs">
                      <PriorityIcon priority={priority} />
                      <Text size="sm">
                        {t(`priority.${priority}`)} <span className="quiet">{count}</span>
                      </Text>
                    </Group>
                  ))}
                </Stack>
              </Group>
            )}
          </Panel>
          <Panel title={t('statistics.byTag')}>
            {openByTag.length === 0 ? (
              <Text size="sm" className="quiet">
                {t('statistics.none')}
              </Text>
            ) : (
              <Stack gap={6}>
                {openByTag.slice(0, 8).map(({ tag, count }) => (
                  <Group key={tag.id} gap="sm" wrap="nowrap">
                    <Text size="sm" w={110} truncate dir="auto">
                      {tag.name}
                    </Text>
                    <div className={classes.track} aria-hidden>
                      <div
                        className={classes.fill}
                        style={{
                          width: `${(100 * count) / Math.max(...openByTag.map((other) => other.count))}%`,
                          background: tag.color,
                        }}
                      />
                    </div>
                    <Text size="sm" className="quiet" w={28} ta="end">
                      {count}
                    </Text>
                  </Group>
                ))}
              </Stack>
            )}
          </Panel>
        </SimpleGrid>
      </section>
    </section>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <Paper withBorder p="md">
      <Text size="xs" className="quiet">
        {name}
      </Text>
      <Text size="xl" fw={600} mt={2}>
        {value}
      </Text>
    </Paper>
  );
}

function Panel({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Text component="h2" size="sm" fw={600}>
          {title}
        </Text>
        {children}
      </Stack>
    </Paper>
  );
}
