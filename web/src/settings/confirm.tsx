import { Button, Group, Popover, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';

interface ConfirmProps {
  readonly label: string;
  /** With what it is about, for those who can't see what it stands beside. */
  readonly name: string;
  /** What happens, for good. */
  readonly question: string;
  readonly onConfirm: () => void;
}

/** A button for what can't be taken back: it asks first. */
export function Confirm({ label, name, question, onConfirm }: ConfirmProps) {
  const { t } = useTranslation();
  const [asked, { toggle, close }] = useDisclosure(false);
  return (
    <Popover
      opened={asked}
      onClose={close}
      width={280}
      position="bottom-end"
      withArrow
      shadow="md"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <Button size="compact-sm" variant="default" aria-label={name} onClick={toggle}>
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Text size="sm" mb="sm">
          {question}
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button size="compact-sm" variant="default" onClick={close}>
            {t('app.cancel')}
          </Button>
          <Button
            size="compact-sm"
            color="red.9"
            onClick={() => {
              close();
              onConfirm();
            }}
          >
            {label}
          </Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
