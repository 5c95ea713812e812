import { Badge, Button, Group, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAccount } from '../account/account.ts';
import { RedeliverWebhookDocument, WebhookDeliveriesDocument } from '../api/generated/operations.ts';
import { request } from '../api/request.ts';
import { useApi } from '../api/use-api.ts';
import { useAttempt } from '../components/attempt.ts';
import { formatInstant } from '../time/days.ts';

const colors = { PENDING: 'gray', DELIVERED: 'green', FAILED: 'red' } as const;

/** The last events of a webhook and what became of them; each can be sent again. */
export function Deliveries({ webhookId }: { webhookId: string }) {
  const { t, i18n } = useTranslation();
  const { viewer } = useAccount();
  const attempt = useAttempt();
  const { data, refetch } = useApi(WebhookDeliveriesDocument, {
    variables: { id: webhookId },
    fetchPolicy: 'cache-and-network',
  });
  const deliveries = data?.node && 'deliveries' in data.node ? data.node.deliveries : [];
  const redeliver = (eventId: string) =>
    attempt(async () => {
      await request(RedeliverWebhookDocument, { id: webhookId, eventId });
      await refetch();
    });
  if (data && deliveries.length === 0) {
    return (
      <Text size="sm" className="quiet">
        {t('webhooks.noDeliveries')}
      </Text>
    );
  }
  return (
    <>
      <Group>
        <Button size="compact-xs" variant="subtle" onClick={() => void refetch().catch(() => undefined)}>
          {t('webhooks.refresh')}
        </Button>
      </Group>
      <Table.ScrollContainer minWidth={360}>
        <Table fz="xs" verticalSpacing={4} aria-label={t('webhooks.deliveries')}>
          <Table.Tbody>
            {deliveries.map(({ eventId, state, attempts, lastStatus, lastError, nextAttemptAt }) => (
              <Table.Tr key={eventId}>
                <Table.Td>
                  <Badge variant="light" color={colors[state]} tt="none">
                    {t(`webhooks.state.${state}`)}
                  </Badge>
                </Table.Td>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>
                  {eventId}
                  {(lastStatus !== null || lastError) && (
                    <Text size="xs" className="quiet">
                      {[lastStatus, lastError].filter(Boolean).join(' · ')}
                    </Text>
                  )}
                  <Text size="xs" className="quiet">
                    {t('webhooks.attempts', { count: attempts })}
                    {nextAttemptAt &&
                      ` · ${t('webhooks.next', { at: formatInstant(nextAttemptAt, i18n.language, viewer.timeZone) })}`}
                  </Text>
                </Table.Td>
                <Table.Td ta="end">
                  <Button size="compact-xs" variant="default" onClick={() => redeliver(eventId)}>
                    {t('webhooks.again')}
                  </Button>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </>
  );
}
