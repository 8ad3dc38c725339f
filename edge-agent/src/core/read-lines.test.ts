import { describe, expect, it } from 'vitest';
import { readLines } from './read-lines.js';
import { PROBLEMS } from './read-words.js';
import type { OwnRead, ReadProblem } from './shown-read.js';

const READ: OwnRead = {
  digest: 'cd'.repeat(32),
  leaf: 'ef'.repeat(32),
  coach: 'coach-1',
  purpose: 'weekly coaching',
  metrics: ['steps', 'heart-rate'],
  granularity: 'hour',
  from: '2026-03-10',
  until: '2026-03-11',
  time: 1_900_000_000,
  grants: ['ab'.repeat(32)],
  proof: { index: 12, size: 20, witnesses: 2, seen: 1_900_000_060 },
  problems: [],
  withdrawalOnItsWay: false,
  acknowledged: null,
};
const text = (language: 'nl' | 'en', ...reads: readonly OwnRead[]): string =>
  readLines(reads, { language, zone: 'Europe/Brussels' }).join('\n');

describe('what a person reads of who looked', () => {
  it('says in Dutch who, when, what, why, under which grant and how it is proven', () => {
    expect(text('nl', READ).split('\n')).toEqual([
      '✓ 2030-03-17 18:46  door coach-1  (nieuw)',
      '    zag     stappen, hartslag (per uur), 2026-03-10 tot en met 2026-03-11',
      '    waarom  weekly coaching',
      `    onder   ${'ab'.repeat(32)}`,
      '    bewijs  bewezen: in het logboek op plaats 12, door 2 getuigen bevestigd, de eerste op 2030-03-17 18:47',
      'Een inzage geldt 15 minuten: zo lang kan hetzelfde, of minder ervan, om die reden opnieuw zijn bekeken.',
      '1 inzage, elk getekend, bewezen en gedekt door een toestemming van u.',
    ]);
  });

  it('says the same in English, and “new” the first time only', () => {
    expect(text('en', READ)).toContain('✓ 2030-03-17 18:46  by coach-1  (new)');
    expect(text('en', { ...READ, acknowledged: 1 })).not.toContain('(new)');
    expect(text('en', READ)).toContain('confirmed by 2 witnesses');
    expect(text('en', READ)).toMatch(/^A read holds for 15 minutes: /m);
  });

  it.each(['nl', 'en'] as const)('is loud in %s about a read that was not granted', (language) => {
    const said = text(language, READ, { ...READ, problems: ['withdrawn'], grants: [] });
    expect(said).toContain(`    ! ${PROBLEMS[language].withdrawn} [withdrawn]`);
    expect(said).toMatch(/^! (Of|Van) 2 .*(NOT|NIET).*: 1;/m);
  });

  it.each(['nl', 'en'] as const)('accuses nobody in %s of what cannot be told without the log', (language) => {
    const said = text(language, READ, { ...READ, problems: ['log-unreachable'], proof: null });
    expect(said).toMatch(/^\? 2030/m);
    expect(said).toMatch(/^\? (Of|Van) 2 .*: 1;/m);
    expect(said).not.toMatch(/NOT|NIET|✗/);
  });

  it.each([
    ['nl', /^· Van 2 inzages in een logboek dat nog geen getuige bevestigde: 1;/m],
    ['en', /^· Of 2 reads in a log that no witness has confirmed yet: 1;/m],
  ] as const)('neither ticks nor calls proven in %s what no witness confirmed', (language, verdict) => {
    const said = text(language, READ, { ...READ, proof: { index: 13, size: 20, witnesses: 0, seen: null } });
    expect(said).toMatch(/^· 2030/m);
    expect(said).toMatch(verdict);
    expect(said.split('\n').filter((line) => /✓|proven|bewezen/.test(line))).toHaveLength(2);
  });

  it('has a sentence for every reason, and another in each language', () => {
    const codes = Object.keys(PROBLEMS.en) as readonly ReadProblem[];
    expect(Object.keys(PROBLEMS.nl).sort()).toEqual([...codes].sort());
    expect(new Set(codes.flatMap((code) => [PROBLEMS.en[code], PROBLEMS.nl[code]])).size).toBe(2 * codes.length);
  });

  it('shows a record that cannot be believed by its digest, and nothing that it claims', () => {
    const unknown = { ...READ, coach: null, purpose: null, time: null, proof: null, leaf: null, grants: [] };
    const said = text('en', { ...unknown, problems: ['bad-signature'] });
    expect(said).toContain(`✗ a record that cannot be believed ${READ.digest}`);
    expect(said).not.toMatch(/null|undefined/);
  });

  it('lets nobody who writes a purpose move the cursor or turn the direction of the text', () => {
    const said = text('en', { ...READ, purpose: 'a\u001b[2Kb\u202ec\nd', coach: 'x\r\u009by' });
    expect(said).toContain('why     a\u{fffd}[2Kb\u{fffd}c\u{fffd}d');
    expect(said).toContain('by x\u{fffd}\u{fffd}y');
  });

  it.each([
    ['en', 'Nobody has looked'],
    ['nl', 'Niemand heeft iets'],
  ] as const)('says in %s when nobody looked', (language, beginning) => {
    expect(text(language)).toMatch(new RegExp(`^${beginning}`));
  });
});
