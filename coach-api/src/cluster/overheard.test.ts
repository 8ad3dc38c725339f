import { TOPICS } from '@fit4work/protocol';
import { describe, expect, it } from 'vitest';
import { Overheard } from './overheard.js';

const ann = `0${'1'.repeat(31)}`;
const bob = `f${'1'.repeat(31)}`;
const said = (length: number, topic = 'a') => ({ topic, payload: new Uint8Array(length) });

const heard = (overheard: Overheard, district: string) => overheard.of(district, 0).incoming;

describe('what is overheard', () => {
  it('is of one district, in its order, and of what came since it was asked for last', () => {
    const overheard = new Overheard(() => 0);
    overheard.add(ann, said(1, 'one'));
    overheard.add(bob, said(1, 'other'));
    overheard.add(ann, said(1, 'two'));
    const { incoming, turn } = overheard.of('0', 0);
    expect(incoming.map(({ topic }) => topic)).toEqual(['one', 'two']);
    expect(overheard.of('0', turn)).toEqual({ incoming: [], turn });
    overheard.add(ann, said(1, 'three'));
    expect(overheard.of('0', turn).incoming.map(({ topic }) => topic)).toEqual(['three']);
    expect(heard(overheard, '0')).toHaveLength(3);
    expect(heard(overheard, 'f').map(({ topic }) => topic)).toEqual(['other']);
  });

  it('is of who is looked after here what ends something, and nothing else', () => {
    const overheard = new Overheard(() => 0);
    const kinds = ['envelope', 'keys', 'consent', 'release', 'message', 'erasure', 'retirement'] as const;
    for (const kind of kinds) overheard.add(ann, said(1, TOPICS.up(ann, kind)), true);
    const ending = ['consent', 'erasure', 'retirement'] as const;
    expect(heard(overheard, '0').map(({ topic }) => topic)).toEqual(ending.map((kind) => TOPICS.up(ann, kind)));
  });

  it('is forgotten after a quarter of a minute', () => {
    const clock = { now: 0 };
    const overheard = new Overheard(() => clock.now);
    overheard.add(ann, said(1, 'one'));
    clock.now = 10_000;
    overheard.add(ann, said(1, 'two'));
    clock.now = 15_001;
    expect(heard(overheard, '0').map(({ topic }) => topic)).toEqual(['two']);
  });

  it('is kept, where it ends something, for longer than its agent waits before it sends it again', () => {
    const clock = { now: 0 };
    const overheard = new Overheard(() => clock.now);
    overheard.add(ann, said(1, TOPICS.up(ann, 'consent')));
    overheard.add(bob, said(1, TOPICS.up(bob, 'erasure')));
    overheard.add(ann, said(1, 'one'));
    clock.now = 90_000;
    expect(heard(overheard, '0').map(({ topic }) => topic)).toEqual([TOPICS.up(ann, 'consent')]);
    clock.now = 90_001;
    expect(heard(overheard, 'f')).toEqual([]);
  });

  it.each([
    ['many', 5_000, 100],
    ['large', 20, 1024 * 1024],
  ])(
    'is not pushed out by %s messages of somebody else, nor a withdrawal by what else its person sends',
    (_t, count, size) => {
      const overheard = new Overheard(() => 0);
      const withdrawal = said(600, TOPICS.up(ann, 'consent'));
      const erasure = said(600, TOPICS.up(ann, 'erasure'));
      overheard.add(ann, withdrawal);
      overheard.add(ann, said(9, 'one'));
      overheard.add(ann, erasure);
      for (let i = 0; i < count; i += 1) {
        overheard.add(bob, said(size, TOPICS.up(bob, 'consent')));
        overheard.add(bob, said(size, 'other'));
      }
      expect(heard(overheard, '0')).toEqual([withdrawal, said(9, 'one'), erasure]);
      overheard.add(ann, withdrawal);
      for (let i = 0; i < count; i += 1) overheard.add(ann, said(size, 'other'));
      expect(heard(overheard, '0')[0]).toEqual(withdrawal);
    },
  );

  it('has room again for others once it is old', () => {
    const clock = { now: 0 };
    const overheard = new Overheard(() => clock.now);
    for (let i = 0; i < 4_096; i += 1) overheard.add(bob, said(1));
    clock.now = 15_001;
    for (let i = 0; i < 4_096; i += 1) overheard.add(ann, said(1));
    expect([heard(overheard, '0').length, heard(overheard, 'f').length]).toEqual([4_096, 0]);
  });

  it('stays within its bounds, and the latest stays', () => {
    const overheard = new Overheard(() => 0);
    for (let i = 0; i < 5_000; i += 1) overheard.add(ann, said(1, `${i}`));
    const many = heard(overheard, '0');
    expect([many.length, many.at(-1)?.topic]).toEqual([4_096, '4999']);
    for (let i = 0; i < 9; i += 1) overheard.add(ann, said(1024 * 1024, `${i}`));
    const large = heard(overheard, '0');
    expect([large.length, large.at(-1)?.topic]).toEqual([8, '8']);
  });
});
