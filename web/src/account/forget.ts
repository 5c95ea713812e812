import { api } from '../api/client.ts';
import { deleteReplicaDatabase } from '../replica/database.ts';
import { forgetJournal } from '../replica/journal.ts';
import { type Account, rememberViewer } from './account.ts';

/** Leaves nothing of the account on this device. */
export async function forgetAccount(account: Account): Promise<void> {
  account[Symbol.dispose]();
  rememberViewer(null);
  forgetJournal(account.viewer.id);
  await Promise.all([api.clearStore(), deleteReplicaDatabase(account.viewer.id)]);
}
