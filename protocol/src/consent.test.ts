import { describe, expect, it } from 'vitest';
import { toBase64Url, toHex } from './bytes.js';
import { type ConsentRecord, type Grant, openConsent, signGrant, signWithdrawal } from './consent.js';
import { CONSENT_CONTEXT } from './consent-context.js';
import { leafOf } from './hash.js';
import { jwsBytes, parseJws, signJws } from './jws.js';
import { AGENT, codeOf, filled, GRANT, IDENTITY, STRANGER, withdrawalOf } from './records.fixture.js';
import { toRfc3339 } from './rfc3339.js';

const open = (jws: string): ConsentRecord => openConsent(jws, IDENTITY.publicKey);
const grantOf = (change: Partial<Grant> = {}): ConsentRecord => open(signGrant({ ...GRANT, ...change }, IDENTITY));
const withdrawn = (id: string, issued?: number): ConsentRecord =>
  open(signWithdrawal(withdrawalOf(id, issued), IDENTITY));

/** The members of a signed record, to be changed and signed again. */
function membersOf(jws: string): Record<string, unknown> {
  const { payload } = parseJws(jws);
  if (typeof payload !== 'object' || payload === null) throw new TypeError('a record of consent is an object');
  return { ...payload };
}
const GRANT_MEMBERS = membersOf(signGrant(GRANT, IDENTITY));
const ID = (byte: string): string => byte.repeat(64);
const again = (members: object, type = 'f4w-grant+jws'): string => codeOf(() => open(signJws(IDENTITY, type, members)));

describe('a grant', () => {
  it('says what the employee signed, and is named by its leaf', () => {
    const jws = signGrant({ ...GRANT, recipient: 'Zoë' }, IDENTITY);
    const id = toHex(leafOf(jwsBytes(jws)));
    expect(open(jws)).toEqual({ kind: 'grant', id, grant: { ...GRANT, recipient: 'Zoë' } });
  });

  it('of anybody but the employee is refused', () => {
    expect(codeOf(() => open(signGrant(GRANT, AGENT)))).toBe('bad-signature');
    expect(codeOf(() => openConsent(signGrant(GRANT, IDENTITY), STRANGER.publicKey))).toBe('bad-signature');
  });

  it.each([
    ['for nobody', { recipient: '' }],
    ['for no purpose', { purpose: '' }],
    ['of nothing', { scope: [] }],
    ['of one metric twice', { scope: [...GRANT.scope, ...GRANT.scope] }],
    ['of no granularity', { scope: [{ metric: 'steps', granularities: [] }] }],
    ['of one granularity twice', { scope: [{ metric: 'steps', granularities: ['day', 'day'] }] }],
    ['that ends before it begins', { from: '2026-04-01' }],
    ['of a day that does not exist', { from: '2026-02-30' }],
    ['that expires as it is issued', { expires: GRANT.issued }],
    ['after a record twice', { after: [ID('a'), ID('a')] }],
    ['after records out of order', { after: [ID('b'), ID('a')] }],
    ['after a record of no hash', { after: ['ab'] }],
    ['after 17 records', { after: Array.from({ length: 17 }, (_, i) => i.toString(16).padStart(64, '0')) }],
    ['for a controller of another length', { controller: filled(31, 0) }],
    ['with a short salt', { salt: filled(31, 0) }],
    ['with a short pseudonym', { pseudonym: filled(15, 0) }],
    ['with a notice of no hash', { notice: { language: 'nl', sha256: 'ab' } }],
    ['with a notice in capitals', { notice: { language: 'nl', sha256: 'AB'.repeat(32) } }],
    ['for a purpose that is no URI', { purpose: 'hello world' }],
    ['for a purpose without a scheme', { purpose: 'dpv/Personalisation' }],
    ['for a purpose with a space behind it', { purpose: 'dpv:Personalisation ' }],
    ['for a purpose in angle brackets', { purpose: 'dpv:<x>' }],
    ['in no language', { notice: { language: '!!', sha256: 'ab'.repeat(32) } }],
    ['in a language of one letter', { notice: { language: 'n', sha256: 'ab'.repeat(32) } }],
    ['in a language and nothing after its hyphen', { notice: { language: 'nl-', sha256: 'ab'.repeat(32) } }],
    ['with a name of 257 characters', { recipient: 'x'.repeat(257) }],
    ['with half of a surrogate pair in a name', { recipient: 'Zo\ud83d' }],
  ] as const)('%s is neither signed nor read', (_, change) => {
    const wrong = { ...GRANT, ...change };
    expect(codeOf(() => signGrant(wrong, IDENTITY))).toBe('malformed');
    const members = {
      ...{ ...GRANT_MEMBERS, ...change },
      ...{ issued: toRfc3339(wrong.issued), expires: toRfc3339(wrong.expires) },
      ...{ pseudonym: toHex(wrong.pseudonym), salt: toBase64Url(wrong.salt) },
      controller: `urn:ietf:params:oauth:jwk-thumbprint:sha-256:${toBase64Url(wrong.controller)}`,
    };
    expect(again(members)).toBe('malformed');
  });

  it.each([
    ['at half a second', { issued: 1000.5 }],
    ['before 1970', { issued: -1 }],
    ['after the year 9999', { expires: Number.MAX_SAFE_INTEGER }],
  ])('of an instant %s is not signed', (_, change) => {
    expect(codeOf(() => signGrant({ ...GRANT, ...change }, IDENTITY))).toBe('out-of-range');
  });

  it('may come after 16 records, and may last a second', () => {
    const after = Array.from({ length: 16 }, (_, i) => i.toString(16).padStart(64, '0'));
    expect(grantOf({ after })).toMatchObject({ grant: { after } });
    expect(grantOf({ expires: GRANT.issued + 1, until: GRANT.from })).toMatchObject({ kind: 'grant' });
  });

  it('with a member more, less, of another type or another version is refused', () => {
    const { purpose: _, ...less } = GRANT_MEMBERS;
    const changed: readonly object[] = [
      { ...GRANT_MEMBERS, extra: 1 },
      less,
      { ...less, toString: 1 },
      { ...GRANT_MEMBERS, issued: 1000 },
      { ...GRANT_MEMBERS, issued: '1970-01-01T00:16:40.000Z' },
      { ...GRANT_MEMBERS, type: 'Record' },
      { ...GRANT_MEMBERS, status: 'ConsentWithdrawn' },
      { ...GRANT_MEMBERS, legalBasis: 'https://w3id.org/dpv#LegitimateInterest' },
      { ...GRANT_MEMBERS, controller: 'urn:example:somebody' },
      { ...GRANT_MEMBERS, '@context': 'https://fit4work.example/context' },
      { ...GRANT_MEMBERS, '@context': { ...CONSENT_CONTEXT, recipient: 'dpv:hasDataController' } },
      { ...GRANT_MEMBERS, after: null },
      { ...GRANT_MEMBERS, scope: { length: 1 } },
      { ...GRANT_MEMBERS, scope: [{ metric: 'mood', granularities: ['day'] }] },
      { ...GRANT_MEMBERS, scope: [{ metric: 'steps', granularities: ['minute'] }] },
      { ...GRANT_MEMBERS, scope: [{ metric: 'steps', granularities: 'day' }] },
      { ...GRANT_MEMBERS, scope: [{ metric: 'steps', granularities: ['day'], extra: 1 }] },
      { ...GRANT_MEMBERS, notice: null },
      { ...GRANT_MEMBERS, notice: { language: 1, sha256: 'ab'.repeat(32) } },
      [],
    ];
    expect(changed.map((one) => again(one))).toEqual(changed.map(() => 'malformed'));
    expect(again({ ...GRANT_MEMBERS, version: 2 })).toBe('unsupported-version');
    expect(again(GRANT_MEMBERS)).toBe('accepted');
  });

  it('is refused with its members under another type', () => {
    expect(again(GRANT_MEMBERS, 'f4w-withdrawal+jws')).toBe('malformed');
    expect(again(GRANT_MEMBERS, 'f4w-consent+jws')).toBe('malformed');
  });
});

describe('a withdrawal', () => {
  const { id } = grantOf();

  it('says what the employee signed', () => {
    expect(withdrawn(id)).toMatchObject({ kind: 'withdrawal', withdrawal: withdrawalOf(id) });
  });

  it('of anybody but the employee, of no grant or of another version is refused', () => {
    expect(codeOf(() => open(signWithdrawal(withdrawalOf(id), STRANGER)))).toBe('bad-signature');
    expect(codeOf(() => signWithdrawal(withdrawalOf('ab'), IDENTITY))).toBe('malformed');
    const members = membersOf(signWithdrawal(withdrawalOf(id), IDENTITY));
    const sent = (change: object): string => again({ ...members, ...change }, 'f4w-withdrawal+jws');
    expect(sent({})).toBe('accepted');
    expect(sent({ version: 2 })).toBe('unsupported-version');
    for (const change of [
      { status: 'ConsentGiven' },
      { extra: 1 },
      { '@context': {} },
      { grant: null },
      { salt: '' },
    ]) {
      expect(sent(change)).toBe('malformed');
    }
  });

  it('is not taken for a grant, nor a token for either', () => {
    expect(codeOf(() => open(signJws(IDENTITY, 'JWT', { sub: 'x' })))).toBe('malformed');
  });
});
