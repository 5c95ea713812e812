import { watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { SupergraphManager } from '@apollo/gateway';

/** A file is read once it has not changed for this long: editors and composition write in several steps. */
const SETTLE_MS = 50;

/**
 * Brings a supergraph from a file, and anew whenever the file changes. One that does not load is logged and the last
 * good one kept.
 */
export function supergraphFile(file: string, log: (message: string) => void): SupergraphManager {
  const path = resolve(file);
  return {
    async initialize({ update }) {
      let current = await readFile(path, 'utf8');
      let timer: NodeJS.Timeout | undefined;
      const reload = async (): Promise<void> => {
        try {
          const sdl = await readFile(path, 'utf8');
          if (sdl === current || sdl.trim() === '') return;
          update(sdl);
          current = sdl;
          log(`Serving the changed ${file}`);
        } catch (error) {
          log(`Kept the supergraph before ${file} changed: ${error instanceof Error ? error.message : String(error)}`);
        }
      };
      // The folder, as a file that is replaced by renaming is another file.
      const watcher = watch(dirname(path), (_event, name) => {
        if (name !== null && name !== basename(path)) return;
        clearTimeout(timer);
        timer = setTimeout(() => void reload(), SETTLE_MS);
      });
      return {
        supergraphSdl: current,
        cleanup: async () => {
          clearTimeout(timer);
          watcher.close();
        },
      };
    },
  };
}
