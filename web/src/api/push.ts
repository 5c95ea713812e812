import {
  PushPublicKeyDocument,
  RegisterPushSubscriptionDocument,
  RemovePushSubscriptionDocument,
} from './generated/operations.ts';
import { request } from './request.ts';

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
  const { pushPublicKey } = await request(PushPublicKeyDocument);
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: pushPublicKey,
  });
  const { endpoint, keys } = subscription.toJSON();
  if (!endpoint || !keys?.p256dh || !keys.auth) return false;
  await request(RegisterPushSubscriptionDocument, { endpoint, p256dh: keys.p256dh, auth: keys.auth });
  return true;
}

export async function unsubscribeFromPush(): Promise<void> {
  const subscription = await (await worker())?.pushManager.getSubscription();
  if (!subscription) return;
  await request(RemovePushSubscriptionDocument, { endpoint: subscription.endpoint });
  await subscription.unsubscribe();
}
