import { Alert, FileInput, Group, List, Progress, Select, Text } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type ImportJobFieldsFragment,
  ImportProgressDocument,
  ImportTasksDocument,
} from '../api/generated/operations.ts';
import { request } from '../api/request.ts';
import { useAttempt } from '../components/attempt.ts';
import { Section } from './section.tsx';

const formats = ['JSON', 'CSV', 'ICS', 'TODOIST_CSV'] as const;
const POLL_MS = 500;

/** What a file most likely is; Todoist's and plain CSV can't be told apart by name. */
function formatOf(name: string): (typeof formats)[number] | null {
  if (/\.json$/i.test(name)) return 'JSON';
  if (/\.ics$/i.test(name)) return 'ICS';
  return /\.csv$/i.test(name) ? 'CSV' : null;
}

/** Takes over the tasks of a file; what could not be read is listed by line. */
export default function Import() {
  const { t } = useTranslation();
  const attempt = useAttempt();
  const [format, setFormat] = useState<string>('JSON');
  const [job, setJob] = useState<ImportJobFieldsFragment | null>(null);
  const running = job !== null && !job.finished;
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => {
      request(ImportProgressDocument, { id: job.id }).then(
        ({ node }) => node && 'finished' in node && setJob(node),
        () => undefined,
      );
    }, POLL_MS);
    return () => clearInterval(timer);
  }, [running, job?.id]);
  const start = (file: File | null) =>
    file &&
    attempt(async () => {
      const guess = formatOf(file.name);
      const chosen = guess === 'CSV' && format === 'TODOIST_CSV' ? format : (guess ?? format);
      setFormat(chosen);
      const { importTasks } = await request(ImportTasksDocument, { format: chosen, content: await file.text() });
      setJob(importTasks);
    });
  return (
    <Section title={t('import.label')}>
      <Text size="sm" className="quiet">
        {t('import.text')}
      </Text>
      <Group align="flex-end" grow>
        <Select
          label={t('import.format')}
          allowDeselect={false}
          data={formats.map((value) => ({ value, label: t(`import.formats.${value}`) }))}
          value={format}
          onChange={(value) => value && setFormat(value)}
        />
        <FileInput
          label={t('import.file')}
          placeholder={t('import.choose')}
          leftSection={<IconUpload size={16} />}
          accept=".json,.csv,.ics,text/csv,text/calendar,application/json"
          value={null}
          onChange={start}
          disabled={running}
        />
      </Group>
      {job && (
        <div role="status">
          <Text size="sm" mb={4}>
            {t(job.finished ? 'import.finished' : 'import.running', { done: job.done, total: job.total })}
            {job.failed > 0 && ` ${t('import.failed', { count: job.failed })}`}
          </Text>
          <Progress
            value={job.total === 0 ? (job.finished ? 100 : 0) : ((job.done + job.failed) / job.total) * 100}
            aria-label={t('import.label')}
            animated={running}
          />
        </div>
      )}
      {job && job.errors.length > 0 && (
        <Alert color="orange">
          <List size="sm" style={{ maxHeight: 200, overflow: 'auto' }}>
            {job.errors.map((error) => (
              <List.Item key={error}>{error}</List.Item>
            ))}
          </List>
        </Alert>
      )}
    </Section>
  );
}
