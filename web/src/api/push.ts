import { api } from './client.ts';
import {
  PushPublicKeyDocument,
  RegisterPushSubscriptionDocument,
  RemovePushSubscriptionDocument,
} from './generated/operations.ts';

export const canSubscribe = (): boolean =>
  'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

async function worker(): Promise<ServiceWorkerRegistration | undefined> {
  return canSubscribe() ? navigator.serviceWorker.getRegistration() : undefined;
}

export async function isSubscribed(): Promise<boolean> {
  const subscription = await (await worker())?.pushManager.getSubscription();
  return Boolean(subscription);
}

/** Asks the user, subscribes this browser and tells the server. Returns whether the user agreed. */
export async function subscribeToPush(): Promise<boolean> {
  const registration = await worker();
  if (!registration || (await Notification.requestPermission()) !== 'granted') return false;
  const { data } = await api.query({ query: PushPublicKeyDocument });
  if (!data) return false;
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: data.pushPublicKey,
  });
  const { endpoint, keys } = subscription.toJSON();
  if (!endpoint || !keys?.p256dh || !keys.auth) return false;
  await api.mutate({
    mutation: RegisterPushSubscriptionDocument,
    variables: { endpoint, p256dh: keys.p256dh, auth: keys.auth },
  });
  return true;
}

export async function unsubscribeFromPush(): Promise<void> {
  const subscription = await (await worker())?.pushManager.getSubscription();
  if (!subscription) return;
  await api.mutate({ mutation: RemovePushSubscriptionDocument, variables: { endpoint: subscription.endpoint } });
  await subscription.unsubscribe();
}
