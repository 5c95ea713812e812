import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { sessionTokenOf } from './session-token.ts';

const secret = 'a secret of ours';
const name = 'better-auth.session_token';
const token = 'NBJ7hq0Tq1mJ0g2xqj3hGkqkq9Z1v8bY';
const sign = (value: string, key = secret) => `${value}.${createHmac('sha256', key).update(value).digest('base64')}`;

const ofBearer = (value: string) => sessionTokenOf({ token: value, cookie: null }, name, secret);
const ofCookie = (cookie: string) => sessionTokenOf({ token: null, cookie }, name, secret);

describe('a bearer', () => {
  test('may be bare, signed, or signed and percent-encoded', () => {
    for (const value of [token, sign(token), encodeURIComponent(sign(token))]) expect(ofBearer(value)).toBe(token);
  });

  test('counts alone where there is a cookie too', () => {
    const credentials = { token: 'unknown', cookie: `${name}=${encodeURIComponent(sign(token))}` };
    expect(sessionTokenOf(credentials, name, secret)).toBe('unknown');
  });
});

describe('a cookie', () => {
  test('is found among others', () => {
    expect(ofCookie(`theme=dark; ${name}=${encodeURIComponent(sign(token))}; a=b`)).toBe(token);
  });

  test('is nothing where it is unsigned or has another name', () => {
    expect(ofCookie(`${name}=${token}`)).toBeNull();
    expect(ofCookie(`__Secure-${name}=${encodeURIComponent(sign(token))}`)).toBeNull();
    expect(ofCookie('')).toBeNull();
    expect(ofCookie(';;=;%')).toBeNull();
  });
});

test.each([
  ['with another key', sign(token, 'not our secret')],
  ['of another token', `${token.toLowerCase()}.${sign(token).split('.')[1]}`],
  ['cut short', sign(token).slice(0, -4)],
  ['empty', `${token}.`],
  ['without a token', sign('')],
  ['that is a JWT of algorithm none', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1c2VyXzEifQ.'],
  ['that is no percent-encoding', `${token}.%zz`],
])('a signature %s gives no token', (_what, value) => {
  expect(ofBearer(value)).toBeNull();
  expect(ofCookie(`${name}=${encodeURIComponent(value)}`)).toBeNull();
});

test('nothing gives nothing', () => {
  expect(sessionTokenOf({ token: null, cookie: null }, name, secret)).toBeNull();
});
