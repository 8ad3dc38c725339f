import { describe, expect, it } from 'vitest';
import { guardPage, type PageRequest } from './page-guard.js';

const request = (changed: Partial<PageRequest>): PageRequest => ({
  ...{ method: 'POST', host: '127.0.0.1:7348', origin: 'http://127.0.0.1:7348', site: 'same-origin', port: 7348 },
  ...changed,
});

describe('the guard of the page', () => {
  it.each<[string, Partial<PageRequest>]>([
    ['its own page', {}],
    ['its own page by the other name of this machine', { host: 'localhost:7348', origin: 'http://localhost:7348' }],
    ['a program that reads and says nothing', { method: 'GET', origin: undefined, site: undefined }],
    ['a person who typed the address', { method: 'GET', origin: undefined, site: 'none' }],
    ['a browser that knows no Sec-Fetch-Site', { site: undefined }],
  ])('lets in %s', (_, changed) => {
    expect(guardPage(request(changed))).toBeUndefined();
  });

  it.each<[string, Partial<PageRequest>, string]>([
    ['a name that leads here', { host: 'evil.example:7348', origin: 'http://evil.example:7348' }, 'foreign-host'],
    ['another port in the name', { host: '127.0.0.1:80' }, 'foreign-host'],
    ['a name without a port', { host: '127.0.0.1' }, 'foreign-host'],
    ['a name that begins like ours', { host: '127.0.0.1:7348.evil.example' }, 'foreign-host'],
    ['no name', { host: undefined }, 'foreign-host'],
    ['another origin', { origin: 'https://evil.example' }, 'foreign-origin'],
    ['another port of this machine', { origin: 'http://127.0.0.1:8080' }, 'foreign-origin'],
    ['the other name of this machine', { origin: 'http://localhost:7348' }, 'foreign-origin'],
    ['an origin that is hidden', { origin: 'null' }, 'foreign-origin'],
    ['a read of another origin', { method: 'GET', origin: 'https://evil.example' }, 'foreign-origin'],
    [
      'a page of another port that hides its origin',
      { method: 'GET', origin: undefined, site: 'same-site' },
      'foreign-origin',
    ],
    ['a page elsewhere', { method: 'GET', origin: undefined, site: 'cross-site' }, 'foreign-origin'],
    ['a write that nobody typed', { site: 'none' }, 'foreign-origin'],
    ['a write that nobody owns', { origin: undefined, site: undefined }, 'no-origin'],
  ])('refuses %s', (_, changed, why) => {
    expect(guardPage(request(changed))).toBe(why);
  });
});
