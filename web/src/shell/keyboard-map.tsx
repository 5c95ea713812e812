import { Group, Kbd, Modal, SimpleGrid, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

const anywhere = [
  ['q', 'q'],
  ['Ctrl K', 'k'],
  ['/', 'slash'],
  ['?', 'help'],
  ['Ctrl Z', 'z'],
  ['Ctrl Shift Z', 'y'],
  ['g t, g u, g a, g c', 'g'],
] as const;
const inList = [
  ['j, k, ↓, ↑', 'move'],
  ['Enter, o', 'enter'],
  ['x', 'x'],
  ['Ctrl A', 'a'],
  ['c', 'c'],
  ['e, F2', 'e'],
  ['1, 2, 3, 4', 'p'],
  ['t', 't'],
  ['m', 'm'],
  ['Del', 'del'],
  ['Esc', 'esc'],
] as const;

export default function KeyboardMap({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('keys.label')}
      closeButtonProps={{ 'aria-label': t('app.close') }}
    >
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xl">
        {(
          [
            ['keys.anywhere', anywhere],
            ['keys.inList', inList],
          ] as const
        ).map(([heading, rows]) => (
          <Stack key={heading} gap="xs">
            <Text component="h3" size="sm" fw={600}>
              {t(heading)}
            </Text>
            {rows.map(([keys, name]) => (
              <Group key={name} justify="space-between" wrap="nowrap" gap="md">
                <Text size="sm">{t(`keys.${name}`)}</Text>
                <Group gap={4} wrap="nowrap">
                  {keys.split(', ').map((key) => (
                    <Kbd key={key}>{key}</Kbd>
                  ))}
                </Group>
              </Group>
            ))}
          </Stack>
        ))}
      </SimpleGrid>
    </Modal>
  );
}
