import type { RetryPolicy } from '@rondo/platform/platform.ts';
import type { ServiceHost } from '@rondo/platform/service.ts';
import type { Channel } from '@rondo/schema/events/reminder-request.ts';
import { busy, type Queue } from './courier.ts';
import {
  abandon,
  claimParcels,
  type Outcome,
  type Parcel,
  recordOutcome,
  release,
  renewLeases,
  untilNextMs,
} from './parcel.ts';

export interface ParcelQueueOptions {
  host: ServiceHost;
  channel: Exclude<Channel, 'IN_APP'>;
  /** Rejects only where something is wrong with us, which is tried again too. */
  send: (parcel: Parcel, signal: AbortSignal) => Promise<Outcome>;
  retry: RetryPolicy;
}

/** At the same time of one owner, so that one whose browsers never answer leaves the slots to others. */
const slotsPerOwner = 2;

/** What is due on one channel, by the rows of `notifications.delivery`. A channel that fails or is slow holds up no other. */
export function parcelQueue({ host, channel, send, retry }: ParcelQueueOptions): Queue<Parcel> {
  const busyOwners = (inHand: readonly Parcel[]) => busy(inHand, ({ ownerId }) => ownerId, slotsPerOwner);
  return {
    name: channel,
    claimsAll: false,
    claim: (limit, inHand, leaseMs) =>
      claimParcels(host, { channel, limit, perOwner: slotsPerOwner, busyOwners: busyOwners(inHand), leaseMs }),
    untilNextMs: (inHand) => untilNextMs(host, channel, busyOwners(inHand)),
    renew: (parcels, leaseMs) => renewLeases(host, parcels, leaseMs),
    async deliver(parcel, { signal }) {
      if (parcel.superseded) {
        await abandon(host, parcel);
        return undefined;
      }
      const outcome = await send(parcel, signal).catch((error: unknown): Outcome => {
        host.log.error({ err: error, channel, reminder: parcel.reminderId }, 'a delivery failed unexpectedly');
        const failure = { message: 'Something went wrong on our side.', permanent: false };
        return { delivered: parcel.reached.length > 0, failure };
      });
      if (signal.aborted && !outcome.delivered) await release(host, parcel);
      else await recordOutcome(host, parcel, outcome, retry);
      return undefined;
    },
  };
}
