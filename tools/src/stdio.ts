#!/usr/bin/env node
/**
 * `rondo-mcp`: a Model Context Protocol server over stdin and stdout, for desktop clients. It passes messages on to a Rondo
 * server's /mcp and back, so that tools are always the server's own.
 *
 *   RONDO_URL     default http://localhost:4000
 *   RONDO_TOKEN   an API token, made in the settings
 */
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { bridge } from './bridge.ts';

const { RONDO_URL = 'http://localhost:4000', RONDO_TOKEN } = process.env;
if (!RONDO_TOKEN || !URL.canParse(RONDO_URL)) {
  process.stderr.write(
    'Expected RONDO_TOKEN, an API token, and RONDO_URL, the address of Rondo (http://localhost:4000 where absent).\n',
  );
  process.exit(1);
}
const closed = await bridge(new StdioServerTransport(), new URL('/mcp', RONDO_URL), RONDO_TOKEN);
process.stdin.once('end', () => void closed());
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void closed());
