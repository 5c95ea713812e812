import type { TestProject } from 'vitest/node';
import { startRondo } from './browser.ts';

declare module 'vitest' {
  interface ProvidedContext {
    rondo: { readonly url: string; readonly dataDirectory: string };
  }
}

/** One server, with the demo user, for all files of the suite. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const rondo = await startRondo({ OPENAI_API_KEY: '', OPENAI_BASE_URL: '' }, ['--demo']);
  // The client may have to be built first.
  while (!(await fetch(rondo.url)).ok) await new Promise((resolve) => setTimeout(resolve, 200));
  project.provide('rondo', { url: rondo.url, dataDirectory: rondo.dataDirectory });
  return () => rondo[Symbol.asyncDispose]();
}
