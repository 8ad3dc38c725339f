import { cryptoReady, type GrantScope } from '@fit4work/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { consentNotice } from './notice.js';

beforeAll(() => cryptoReady);

const notice = (language: 'nl' | 'en', granularities: GrantScope['granularities']): string =>
  consentNotice(
    {
      ...{ coach: 'coach-1', from: '2026-11-24', until: '2026-11-28', language },
      ...{ scope: [{ metric: 'steps', granularities }], expires: Date.UTC(2027, 1, 24, 22, 46) / 1000 },
    },
    { controllerKey: new Uint8Array(32), zone: 'Europe/Brussels' },
  );

describe('the notice', () => {
  it('says that no coach is shown single samples, though their keys are released, and nothing of the kind of days', () => {
    expect(notice('en', ['raw'])).toContain(
      'shows single samples to nobody; their keys are released to it all the same',
    );
    expect(notice('nl', ['raw', 'day'])).toContain('laat deze coach-API aan niemand zien');
    expect(notice('en', ['hour', 'day'])).toContain('What: steps (per hour, per day).\n');
  });

  it('tells the end in the time of the employee, as everything else, and of which zone it is', () => {
    expect(notice('en', ['day'])).toContain('lapses at 2027-02-24 23:46 (Europe/Brussels), even if');
    expect(notice('nl', ['day'])).toContain('vervalt op 2027-02-24 23:46 (Europe/Brussels), ook als');
  });
});
