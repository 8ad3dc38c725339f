import jsonld from 'jsonld';
import { describe, expect, it } from 'vitest';
import { signGrant, signWithdrawal } from './consent.js';
import { parseJws } from './jws.js';
import { GRANT, IDENTITY, withdrawalOf } from './records.fixture.js';

/* What a linked-data tool of somebody else makes of a record of consent, without fetching anything. */

const DPV = 'https://w3id.org/dpv#';
const DCTERMS = 'http://purl.org/dc/terms/';
const F4W = 'https://fit4work.example/ns/v1#';
const XSD = 'http://www.w3.org/2001/XMLSchema#';

const documentLoader = async (url: string): Promise<never> => {
  throw new RangeError(`a record of consent must be read without fetching ${url}`);
};

/** @returns the one node of the record; `safe` makes the tool refuse a member of which it cannot make sense */
async function expanded(jws: string): Promise<Readonly<Record<string, unknown>>> {
  const options = { documentLoader, safe: true };
  const [node, ...others] = await jsonld.expand(parseJws(jws).payload as object, options);
  expect(others).toEqual([]);
  return { ...node };
}

describe('a linked-data tool', () => {
  it('reads a grant in the terms of the Data Privacy Vocabulary', async () => {
    const grant = await expanded(signGrant(GRANT, IDENTITY));
    expect(grant).toMatchObject({
      '@type': [`${DPV}ConsentRecord`],
      [`${DPV}hasConsentStatus`]: [{ '@id': `${DPV}ConsentGiven` }],
      [`${DPV}hasDataSubject`]: [{ '@value': 'aa'.repeat(16) }],
      [`${DPV}hasDataController`]: [{ '@id': expect.stringMatching(/^urn:ietf:params:oauth:jwk-thumbprint:sha-256:/) }],
      [`${DPV}hasRecipient`]: [{ '@value': 'coach-1' }],
      [`${DPV}hasPurpose`]: [{ '@id': `${DPV}Personalisation` }],
      [`${DPV}hasLegalBasis`]: [{ '@id': 'https://w3id.org/dpv/legal/eu/gdpr#A9-2-a' }],
      [`${DPV}isIndicatedAtTime`]: [{ '@type': `${XSD}dateTime`, '@value': '1970-01-01T00:16:40Z' }],
      [`${DCTERMS}valid`]: [{ '@type': `${XSD}dateTime`, '@value': '1970-01-01T00:33:20Z' }],
      [`${F4W}from`]: [{ '@type': `${XSD}date`, '@value': '2026-01-01' }],
    });
    expect(grant[`${DPV}hasPersonalData`]).toEqual([
      { [`${F4W}metric`]: [{ '@value': 'steps' }], [`${F4W}granularity`]: [{ '@value': 'day' }, { '@value': 'hour' }] },
    ]);
    expect(grant[`${DPV}hasNotice`]).toEqual([
      { [`${DCTERMS}language`]: [{ '@value': 'nl' }], [`${F4W}sha256`]: [{ '@value': 'ab'.repeat(32) }] },
    ]);
  });

  it('reads a withdrawal, and to which grant it belongs', async () => {
    expect(await expanded(signWithdrawal(withdrawalOf('cd'.repeat(32)), IDENTITY))).toMatchObject({
      '@type': [`${DPV}ConsentRecord`],
      [`${DPV}hasConsentStatus`]: [{ '@id': `${DPV}ConsentWithdrawn` }],
      [`${F4W}grant`]: [{ '@value': 'cd'.repeat(32) }],
      [`${F4W}after`]: [{ '@value': 'cd'.repeat(32) }],
    });
  });

  it('loses no member of either', async () => {
    const records = [
      signGrant({ ...GRANT, after: ['ef'.repeat(32)] }, IDENTITY),
      signWithdrawal(withdrawalOf('cd'.repeat(32)), IDENTITY),
    ];
    for (const record of records) {
      const members = Object.keys(parseJws(record).payload as object).filter((name) => name !== '@context');
      expect(Object.keys(await expanded(record))).toHaveLength(members.length);
    }
  });
});
