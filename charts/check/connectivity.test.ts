import { expect, test } from 'vitest';
import { connectivity } from './connectivity.ts';
import { parseResources } from './resources.ts';

const pods = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: api }
spec: { template: { metadata: { labels: { app: api } }, spec: { containers: [] } } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: store }
spec: { template: { metadata: { labels: { app: store } }, spec: { containers: [] } } }
`;

const policy = (name: string, spec: string) => `
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name} }
spec: ${spec}
`;
const deny = policy('deny', '{ podSelector: {}, policyTypes: [Ingress, Egress] }');
const linesOf = (...policies: string[]) =>
  connectivity(parseResources(pods + policies.join('')))
    .trimEnd()
    .split('\n');

test('Without a policy all may talk, with one that allows nothing none may', () => {
  expect(linesOf()).toContain('api -> store: all');
  expect(linesOf()).toContain('the internet -> api: all');
  expect(linesOf(deny)).toEqual(['']);
});

test('A connection needs the leave of both sides, on a port that both name', () => {
  const out = policy(
    'out',
    '{ podSelector: { matchLabels: { app: api } }, policyTypes: [Egress], egress: [{ to: [{ podSelector: {} }], ports: [{ port: 1 }, { port: 2 }] }] }',
  );
  const into = policy(
    'in',
    '{ podSelector: { matchLabels: { app: store } }, policyTypes: [Ingress], ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 2 }, { port: 3 }] }] }',
  );
  expect(linesOf(deny, out)).toEqual(['']);
  expect(linesOf(deny, out, into)).toEqual(['api -> store: TCP/2']);
});

test("Addresses count as they are, what is excepted does not, and another namespace's pods are none of ours", () => {
  const out = policy(
    'out',
    '{ podSelector: { matchLabels: { app: api } }, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 0.0.0.0/0, except: [169.254.0.0/16] } }], ports: [{ port: 443 }] }, { to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kafka } } }] }] }',
  );
  expect(linesOf(deny, out)).toEqual([
    'api -> Strimzi or any in kafka: all',
    'api -> the internet: TCP/443',
    'api -> a private network: TCP/443',
  ]);
});

test('A rule without peers is for everybody, among them strangers in the cluster', () => {
  const into = policy(
    'in',
    '{ podSelector: { matchLabels: { app: api } }, policyTypes: [Ingress], ingress: [{ ports: [{ protocol: UDP, port: 53 }] }] }',
  );
  expect(linesOf(deny, into)).toContain('a stranger in the cluster -> api: UDP/53');
});
