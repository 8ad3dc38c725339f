import { describe, expect, it } from 'vitest';
import { isBrokerStruck } from './withdrawal.js';

const BLOW = { at: 10, part: 'broker-2', blow: 'paused', whole: 30 } as const;

describe('the broker of somebody who withdraws', () => {
  it.each([
    ['is struck just before', { at: 10.5, broker: 'broker-2' }, true],
    ['is struck before the withdrawal is to be effective', { at: 5.1, broker: 'broker-2' }, true],
    ['is whole again, and may still begin anew', { at: 64.9, broker: 'broker-2' }, true],
    ['is another one', { at: 10.5, broker: 'broker-1' }, false],
    ['is struck later', { at: 4.9, broker: 'broker-2' }, false],
    ['is long what it was again', { at: 65.1, broker: 'broker-2' }, false],
    ['is none', { at: 0, broker: null }, true],
  ])('%s', (_title, withdrawal, struck) => {
    expect(isBrokerStruck(withdrawal, [{ ...BLOW, part: 'postgres' }, BLOW])).toBe(struck);
  });
});
