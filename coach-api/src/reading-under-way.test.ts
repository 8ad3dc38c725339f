import { setImmediate as turn } from 'node:timers/promises';
import { type ConsentRecord, cryptoReady, jwsText, openConsent } from '@fit4work/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ReadAsk } from './core/ask.js';
import { HeldReads } from './held-reads.js';
import type { Checked } from './ports.js';
import { Reading } from './reading.js';
import { Employee } from './testing/employee.js';

await cryptoReady;
const ann = new Employee(1);
const { text, id } = ann.grant({});
const consentOf = (record: Uint8Array): ConsentRecord => openConsent(jwsText(record), ann.identity.publicKey);
const ASK: ReadAsk = {
  ...{ coach: 'coach-1', session: 'here', pseudonym: ann.name, metrics: ['steps'], granularity: 'day' },
  ...{ from: '2026-05-01', until: '2026-05-02', purpose: 'talk' },
};

let held: HeldReads;
let consents: ConsentRecord[];
let now: number;
/** How many pages of envelopes were taken; there is always one more. */
let pages: number;
beforeEach(() => {
  held = new HeldReads();
  consents = [consentOf(text)];
  now = 1_780_000_000;
  pages = 0;
});

async function* endless(): AsyncGenerator<Checked<Uint8Array>> {
  for (;;) {
    pages += 1;
    yield { records: [], damaged: 0 };
  }
}

/** A read of a person whose envelopes never end: what ends it is told meanwhile, or it does not end. */
function startReading(): Promise<unknown> {
  const time = now;
  const proof = { index: 0, size: 1, text: 'proof' };
  const nothing = { records: [], damaged: 0 };
  const person = {
    pseudonym: ann.name,
    identityKey: ann.identity.publicKey,
    vaultKey: ann.vault.publicKey,
    certificate: new Uint8Array(0),
  };
  const reading = new Reading({
    registry: { person: async () => person, agentsOf: async () => [] },
    records: { releases: async () => nothing, envelopes: endless },
    ledger: { of: async () => consents },
    readRecords: {
      proven: async (ask) => ({ ...ask, time, grants: [id], leaf: 'x', record: new Uint8Array(9), proof }),
    },
    ...{ held, erasures: { of: () => [] }, retired: { isBeyond: () => false }, ownKeys: [ann.agent.publicKey] },
    opener: { publicKey: ann.vault.publicKey, unseal: (sealed) => sealed, open: () => [] },
    openings: { settle: async () => {} },
    clock: { now: () => now },
    logger: { info: () => {}, warn: () => {}, error: () => {} },
  });
  return reading.read(ASK);
}

async function underWay(): Promise<void> {
  while (pages < 3) await turn();
}

describe('a read that is being opened', () => {
  it.each([0, 3_600])(
    'ends at the next page when its person withdraws, by a clock that is %d s ahead',
    async (ahead) => {
      const reading = startReading();
      await underWay();
      consents = [...consents, consentOf(ann.withdraw(id, now + ahead))];
      held.endPerson(ann.name);
      const taken = pages;
      await expect(reading).rejects.toMatchObject({ code: 'not-granted' });
      expect(pages).toBeLessThanOrEqual(taken + 1);
      expect(held.size).toBe(0);
    },
  );

  it('goes on when something else of its person ends', async () => {
    const reading = startReading();
    await underWay();
    held.endPerson(ann.name);
    const taken = pages;
    while (pages < taken + 3) await turn();
    held.endSession('coach-1', 'here');
    await expect(reading).rejects.toMatchObject({ code: 'unauthorised' });
  });

  it('ends at the next page when its coach is logged out, and is not held for the next login', async () => {
    const reading = startReading();
    await underWay();
    held.endSession('coach-2', 'there');
    expect(held.size).toBe(1);
    held.endSession('coach-1', 'here');
    await expect(reading).rejects.toMatchObject({ code: 'unauthorised' });
    expect(held.size).toBe(0);
  });

  it('goes on when another session of its coach ends', async () => {
    const reading = startReading();
    await underWay();
    held.endSession('coach-1', 'elsewhere');
    const taken = pages;
    while (pages < taken + 3) await turn();
    held.endSession('coach-1', 'here');
    await expect(reading).rejects.toMatchObject({ code: 'unauthorised' });
  });

  it('ends at the next page when the log that proves it is not believed any more', async () => {
    const reading = startReading();
    await underWay();
    held.endAll();
    const taken = pages;
    await expect(reading).rejects.toMatchObject({ code: 'not-proven' });
    expect(pages).toBeLessThanOrEqual(taken + 1);
  });

  it('ends when it has taken a quarter of an hour', async () => {
    const reading = startReading();
    await underWay();
    now += 900;
    held.endPerson(ann.name);
    await expect(reading).rejects.toMatchObject({ code: 'not-proven' });
  });
});
