import { lchownSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Launcher } from './launcher.ts';

/** Gives the files to whom the launcher says; as root only, and only where they are not his yet. */
export function handOver(path: string, { owner }: Launcher): void {
  if (!owner) return;
  const { uid, gid } = lstatSync(path);
  if (uid === owner.uid && gid === owner.gid) {
    // A child that is not his is one that this process has just written.
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const child = join(path, entry.name);
      if (lstatSync(child).uid !== owner.uid) giveAway(child, owner);
    }
    return;
  }
  giveAway(path, owner);
}

function giveAway(path: string, owner: { uid: number; gid: number }): void {
  lchownSync(path, owner.uid, owner.gid);
  if (!lstatSync(path).isDirectory()) return;
  for (const name of readdirSync(path)) giveAway(join(path, name), owner);
}
