import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestGateway, type TestGateway } from '../src/testing/gateway.ts';

let test: TestGateway;

beforeAll(async () => {
  test = await startTestGateway();
});
afterAll(() => test[Symbol.asyncDispose]());

// Signed out: what the audit asks for, `__typename`, is for everybody.
const audits = serverAudits({ url: () => test.url });

describe('the GraphQL over HTTP audit of graphql-http', () => {
  it('has all its checks', () => {
    expect(audits.length).toBeGreaterThanOrEqual(60);
  });

  it.each(audits)('$id $name', async (audit) => {
    const result = await audit.fn();
    if (result.status !== 'ok') {
      const { status, headers } = result.response;
      throw new Error(
        `${result.reason}; got ${status} ${headers.get('content-type')}: ${await result.response.text()}`,
      );
    }
  });
});
