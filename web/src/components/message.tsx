import { Button, Center, Stack, Text, Title } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface MessageProps {
  readonly title: string;
  readonly text?: string;
  readonly icon?: ReactNode;
  readonly action?: string;
  readonly onAction?: () => void;
}

/** Says what is the matter, and what to do. */
export function Message({ title, text, icon, action, onAction }: MessageProps) {
  return (
    <Center mih={240} p="xl" style={{ flex: 1 }}>
      <Stack align="center" gap="xs" maw={420}>
        <span className="quiet">{icon}</span>
        <Title order={2} size="h4" ta="center">
          {title}
        </Title>
        {text && (
          <Text className="quiet" size="sm" ta="center">
            {text}
          </Text>
        )}
        {action && (
          <Button variant="light" mt="sm" onClick={onAction}>
            {action}
          </Button>
        )}
      </Stack>
    </Center>
  );
}

function Crash() {
  const { t } = useTranslation();
  return (
    <Message
      title={t('error.title')}
      text={t('error.text')}
      action={t('error.reload')}
      onAction={() => location.reload()}
    />
  );
}

/** What is on disk and in the outbox survives a fault of the page. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? <Crash /> : this.props.children;
  }
}
