/** `node .github/scripts/changelog.ts v1.2.0` prints what CHANGELOG.md says of the version. Ends with 1 where it says nothing. */
import { readFile } from 'node:fs/promises';
import { main, say } from './command.ts';

await main(async () => {
  const version = /^v?(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?)$/.exec(process.argv[2] ?? '')?.[1];
  if (!version) throw new Error(`Expected a version such as v1.2.0, got ${process.argv[2] ?? 'nothing'}`);
  const sections = (await readFile('CHANGELOG.md', 'utf8')).split(/^## /m).slice(1);
  const of = (name: string) => sections.find((section) => section.split(/\s/, 1)[0]?.replaceAll(/[[\]]/g, '') === name);
  // A release candidate is told of by what is to be its version.
  const [released = ''] = version.split('-');
  const section = of(version) ?? (version === released ? undefined : (of(released) ?? of('Unreleased')));
  const text = section?.replace(/^[^\n]*\n/, '').trim();
  if (!text) throw new Error(`CHANGELOG.md: expected a section "## ${version}" that says what changes for users`);
  say(text);
});
