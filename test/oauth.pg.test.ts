import {
  discoverOAuthServerInfo,
  exchangeAuthorization,
  extractResourceMetadataUrl,
  refreshAuthorization,
  registerClient,
  startAuthorization,
} from '@modelcontextprotocol/sdk/client/auth.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HttpStream } from '../gateway/src/testing/http-stream.ts';
import { RawSocket } from '../gateway/src/testing/socket.ts';
import { ApiClient, eventually } from './client.ts';
import { RondoProcess } from './rondo-process.ts';

/* An app of others, which finds its way in by what the server tells: with the MCP SDK's OAuth client, over real HTTP. */

let rondo: RondoProcess;
let ada: ApiClient;
beforeAll(async () => {
  rondo = await RondoProcess.start();
  ada = await ApiClient.signUp(rondo.url);
}, 60_000);
afterAll(() => rondo[Symbol.asyncDispose](), 30_000);

const redirectUrl = 'http://127.0.0.1:33418/callback';

/** As the app does it, with the user's browser in between. */
async function connect({
  resource,
  scope = 'TASKS_READ TASKS_WRITE offline_access',
}: {
  resource: string;
  scope?: string;
}) {
  const server = await discoverOAuthServerInfo(resource);
  const issuer = server.authorizationServerUrl;
  const metadata = server.authorizationServerMetadata ?? expect.fail('no metadata');
  const clientInformation = await registerClient(issuer, {
    metadata,
    clientMetadata: { client_name: 'Planner', redirect_uris: [redirectUrl], token_endpoint_auth_method: 'none' },
  });
  const { authorizationUrl, codeVerifier } = await startAuthorization(issuer, {
    ...{ metadata, clientInformation, redirectUrl, scope, state: 'xyz' },
    resource: new URL(resource),
  });
  const back = await agree(authorizationUrl);
  expect(back.searchParams.get('state')).toBe('xyz');
  expect(back.searchParams.get('iss')).toBe(metadata.issuer);
  const tokens = await exchangeAuthorization(issuer, {
    ...{ metadata, clientInformation, codeVerifier, redirectUri: redirectUrl },
    authorizationCode: back.searchParams.get('code') ?? expect.fail(back.href),
    resource: new URL(resource),
  });
  const refresh = (refreshToken = tokens.refresh_token ?? '') =>
    refreshAuthorization(issuer, { metadata, clientInformation, refreshToken, resource: new URL(resource) });
  return { tokens, refresh, client: new ApiClient(rondo.url, tokens.access_token), id: clientInformation.client_id };
}

const asAda = () => ({ authorization: `Bearer ${ada.token}` });

/** Ada's browser: asked by the consent page, she says yes. Where it is sent then. */
async function agree(authorizationUrl: URL): Promise<URL> {
  // A script's fetch is answered with the address that a navigation would be sent to.
  const asked = await fetch(authorizationUrl, { headers: asAda() });
  const page = new URL(((await asked.json()) as { url: string }).url, rondo.url);
  expect(page.origin + page.pathname).toBe(`${rondo.url}/connect`);
  const response = await fetch(`${rondo.url}/api/auth/oauth2/consent`, {
    method: 'POST',
    headers: { ...asAda(), 'content-type': 'application/json' },
    body: JSON.stringify({ accept: true, oauth_query: page.search.slice(1) }),
  });
  const { url } = (await response.json()) as { url: string };
  return new URL(url);
}

async function disconnect(clientId: string): Promise<void> {
  const consents = await fetch(`${rondo.url}/api/auth/oauth2/get-consents`, { headers: asAda() });
  const all = (await consents.json()) as { id: string; clientId: string }[];
  const { id } = all.find((consent) => consent.clientId === clientId) ?? expect.fail('no consent');
  const { status } = await fetch(`${rondo.url}/api/auth/oauth2/delete-consent`, {
    method: 'POST',
    headers: { ...asAda(), 'content-type': 'application/json' },
    body: JSON.stringify({ id }),
  });
  expect(status).toBe(200);
}

describe('an app without a token', () => {
  it('is told where to get one, and finds the server from there (RFC 9728, RFC 8414)', async () => {
    const refused = await fetch(`${rondo.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ tasks { totalCount } }"}',
    });
    expect(refused.status).toBe(401);
    const address = extractResourceMetadataUrl(refused);
    expect(address?.href).toBe(`${rondo.url}/.well-known/oauth-protected-resource/graphql`);
    const resource = await (await fetch(address ?? '')).json();
    expect(resource).toMatchObject({
      resource: `${rondo.url}/graphql`,
      authorization_servers: [`${rondo.url}/api/auth`],
      bearer_methods_supported: ['header'],
    });
  });

  it.each(['', '/graphql', '/mcp'])('finds the metadata of the resource at %s', async (path) => {
    const response = await fetch(`${rondo.url}/.well-known/oauth-protected-resource${path}`);
    expect(await response.json()).toMatchObject({ resource: `${rondo.url}${path}` });
  });

  it.each(['', '/api/auth'])('finds the metadata of the server with %s', async (path) => {
    const response = await fetch(`${rondo.url}/.well-known/oauth-authorization-server${path}`);
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(await response.json()).toMatchObject({ issuer: `${rondo.url}/api/auth` });
  });
});

describe('a connected app', () => {
  const createTask = 'mutation { createTask(input: { title: "By an app" }) { eventId task { id } } }';

  it('does what the user agreed to, under its name', async () => {
    const { client, id } = await connect({ resource: `${rondo.url}/graphql` });
    const made = (await client.data(createTask)).createTask;
    const { task } = await eventually(
      () => client.data(`{ task(id: "${made.task.id}") { history { nodes { actor { kind id name } } } } }`),
      ({ task }) => task.history.nodes.length > 0,
    );
    expect(task.history.nodes).toEqual([{ actor: { kind: 'API_TOKEN', id, name: 'Planner' } }]);
    for (const query of [
      '{ notifications { totalCount } }',
      'mutation { updateProfile(input: { name: "Eve" }) { id } }',
      'mutation { createApiToken(input: { name: "x", scopes: [TASKS_READ] }) { secret } }',
    ]) {
      expect((await client.error(query)).extensions.code).toBe('FORBIDDEN');
    }
  });

  it('gets nowhere at the API with a token for the agents’ tools', async () => {
    const { client } = await connect({ resource: `${rondo.url}/mcp` });
    const { status, body } = await client.request('{ viewer { id } }');
    expect({ status, code: body.errors?.[0]?.extensions.code }).toEqual({ status: 401, code: 'UNAUTHENTICATED' });
    const socket = await RawSocket.open(`${rondo.url}/graphql`);
    socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${client.token}` } });
    expect(await socket.closed).toMatchObject({ code: 4403 });
  });

  it('uses the agents’ tools with a token for them, under its name; one for the API is refused there', async () => {
    const callTool = (token: string | null, name: string, args: object) =>
      fetch(`${rondo.url}/mcp`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          authorization: `Bearer ${token}`,
        },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } }),
      });
    const { client } = await connect({ resource: `${rondo.url}/mcp` });
    const answered = await callTool(client.token, 'add_task', { title: 'By the planner' });
    expect(answered.status).toBe(200);
    expect(await answered.text()).toContain('By the planner');
    const { activity } = await eventually(
      () =>
        ada.data('{ activity(filter: { types: ["task.created.v1"] }, first: 1) { nodes { actor { kind name } } } }'),
      (answer) => answer.activity.nodes[0]?.actor.name === 'Planner',
    );
    expect(activity.nodes[0].actor.kind).toBe('API_TOKEN');

    const api = await connect({ resource: `${rondo.url}/graphql` });
    const refused = await callTool(api.client.token, 'find_tasks', {});
    expect(refused.status).toBe(401);
    expect(extractResourceMetadataUrl(refused)?.href).toBe(`${rondo.url}/.well-known/oauth-protected-resource/mcp`);
  });

  it('goes on with a new token; the old refresh token ends it', async () => {
    const { tokens, refresh } = await connect({ resource: `${rondo.url}/graphql` });
    const next = await refresh();
    const client = new ApiClient(rondo.url, next.access_token);
    expect((await client.data('{ viewer { id } }')).viewer).not.toBeNull();
    await expect(refresh(tokens.refresh_token)).rejects.toThrow(/invalid refresh token/);
    expect((await client.request('{ viewer { id } }')).status).toBe(401);
  });

  it('is out at once when the user disconnects it: 4403 over WebSocket, UNAUTHENTICATED with a cursor over SSE', async () => {
    const { client, refresh, id } = await connect({ resource: `${rondo.url}/graphql` });
    const query = 'subscription { taskChanges { id } }';
    const socket = await RawSocket.start(`${rondo.url}/graphql`, client.token ?? '');
    socket.subscribe('1', query);
    using events = await HttpStream.open(`${rondo.url}/graphql`, {
      headers: { accept: 'text/event-stream', authorization: `Bearer ${client.token}` },
      body: { query },
    });
    await eventually(
      async () => {
        await ada.data(createTask);
        return [socket.events('1').length, events.events.length];
      },
      (heard) => heard.every((count) => count > 0),
    );
    const began = performance.now();
    await disconnect(id);
    expect((await client.request('{ viewer { id } }')).status).toBe(401);
    expect(await socket.closed).toMatchObject({ code: 4403 });
    await events.ended;
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(events.text).toContain('UNAUTHENTICATED');
    await expect(refresh()).rejects.toThrow();
  });
});
