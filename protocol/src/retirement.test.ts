import { describe, expect, it } from 'vitest';
import { encodeCbor, fields } from './cbor.js';
import { sign1 } from './cose.js';
import { AGENT, codeOf, filled, flipped, IDENTITY, RETIREMENT, STRANGER } from './records.fixture.js';
import { type AgentRetirement, openRetirement, signRetirement } from './retirement.js';

const BYTES = signRetirement(RETIREMENT, IDENTITY);
const open = (bytes: Uint8Array): AgentRetirement => openRetirement(bytes, IDENTITY.publicKey);

describe('the retirement of an agent', () => {
  it('says what the employee signed', () => {
    expect(open(BYTES)).toEqual(RETIREMENT);
    expect(open(signRetirement({ ...RETIREMENT, agent: 0xffff, lastSequence: 0 }, IDENTITY))).toMatchObject({
      agent: 0xffff,
      lastSequence: 0,
    });
  });

  it('by an agent, which a thief may have, is refused', () => {
    expect(codeOf(() => open(signRetirement(RETIREMENT, AGENT)))).toBe('bad-signature');
    expect(codeOf(() => openRetirement(BYTES, STRANGER.publicKey))).toBe('bad-signature');
    expect(codeOf(() => open(flipped(BYTES, BYTES.length - 1)))).toBe('bad-signature');
  });

  it.each([
    ['of another version', [0, 2], 'unsupported-version'],
    ['of a short pseudonym', [1, filled(15, 0)], 'malformed'],
    ['of an agent above 16 bits', [2, 0x1_0000], 'malformed'],
    ['with a sequence below 0', [3, -1], 'malformed'],
    ['before time', [4, -1], 'malformed'],
    ['with a short salt', [5, filled(31, 0)], 'malformed'],
  ] as const)('%s is refused', (_, [key, value], code) => {
    const { pseudonym, agent, lastSequence, issued, salt } = RETIREMENT;
    const body = [1, pseudonym, agent, lastSequence, issued, salt].map((old, i) => (i === key ? value : old));
    expect(codeOf(() => open(sign1(IDENTITY, 'agent-retirement', encodeCbor(fields(...body)))))).toBe(code);
  });

  it('that nobody would accept is not signed', () => {
    expect(codeOf(() => signRetirement({ ...RETIREMENT, lastSequence: -1 }, IDENTITY))).toBe('malformed');
  });
});
