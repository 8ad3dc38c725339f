import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentIds } from './content-id.js';
import { offsetTimeIn } from './offset-time.js';

describe('an instant with its offset', () => {
  it('says which of the two hours it is when clocks are set back', () => {
    const at = offsetTimeIn('Europe/Brussels');
    expect([at(1_792_886_400), at(1_792_890_000)]).toEqual(['2026-10-25T02:00:00+02:00', '2026-10-25T02:00:00+01:00']);
  });

  it('is negative west of Greenwich, and has half hours where the zone has', () => {
    expect(offsetTimeIn('America/St_Johns')(1_773_100_800)).toBe('2026-03-09T21:30:00-02:30');
  });

  it('changes in the minute in which clocks change, even one minute after midnight', () => {
    const at = offsetTimeIn('America/St_Johns');
    // 2010-03-14, 00:01 local became 01:01.
    expect([at(1_268_537_459), at(1_268_537_460)]).toEqual(['2010-03-14T00:00:59-03:30', '2010-03-14T01:01:00-02:30']);
  });

  it('is in UTC where an offset has seconds, or the wall clock shows a year before 1970', () => {
    expect(offsetTimeIn('Africa/Monrovia')(0)).toBe('1970-01-01T00:00:00Z');
    expect(offsetTimeIn('America/New_York')(60)).toBe('1970-01-01T00:01:00Z');
  });

  it('is the same instant when another reader reads it', () => {
    const zones = fc.constantFrom('Europe/Brussels', 'Pacific/Apia', 'America/St_Johns', 'Asia/Kathmandu', 'UTC');
    fc.assert(
      fc.property(zones, fc.integer({ min: 86_400, max: 4_000_000_000 }), (zone, time) => {
        expect(Date.parse(offsetTimeIn(zone)(time))).toBe(time * 1000);
      }),
    );
  });
});

describe('a name by content', () => {
  const name = (pseudonym: string, kind: string, content: unknown) => contentIds(pseudonym)(kind, content);

  it('is a UUID of version 8', () => {
    expect(name('a', 'b', 1)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('differs with the person, the kind and the content', () => {
    const names = [name('a', 'b', 1), name('c', 'b', 1), name('a', 'd', 1), name('a', 'b', 2)];
    expect(new Set(names).size).toBe(4);
    expect(name('a', 'b', 1)).toBe(names[0]);
  });

  it('tells the same content apart when it stands twice', () => {
    const ids = contentIds('a');
    expect(ids('b', 1)).not.toBe(ids('b', 1));
  });
});
