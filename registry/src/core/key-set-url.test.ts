import { expect, it } from 'vitest';
import { keySetUrl } from './key-set-url.js';

it('is the address of the index, also where the one of the release before is set, and below a path', () => {
  expect(
    ['http://a:1/v1/agents/key-set', 'http://a:1/v1/agents/jwks.json', 'https://a/fit4work/v1/agents/jwks.json'].map(
      keySetUrl,
    ),
  ).toEqual(['http://a:1/v1/agents/key-set', 'http://a:1/v1/agents/key-set', 'https://a/fit4work/v1/agents/key-set']);
});

it.each([
  'http://a:1',
  'http://a:1/',
  'http://a:1/v1/jwks.json',
  'http://a/keys.json',
  'http://a/v1/agents/key-set/',
  'http://a/v1/agents/key-set/00',
  'http://a/v1/agents/jwks.json?token=1',
  'http://a/?/v1/agents/jwks.json',
])('is no other address: %s', (url) => {
  expect(keySetUrl(url)).toBeUndefined();
});
