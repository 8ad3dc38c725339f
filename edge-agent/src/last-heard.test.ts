import { cryptoReady } from '@fit4work/protocol';
import { beforeAll, expect, it } from 'vitest';
import { openMemoryStore } from '../test/memory/memory-store.js';
import { heardLine } from './core/heard-words.js';
import { lastHeard } from './last-heard.js';

const NOON = Date.UTC(2026, 2, 10, 12) / 1000;
const at = { language: 'en', zone: 'UTC' } as const;

beforeAll(() => cryptoReady);

it('an agent heard from the coach API when the newest receipt was signed or the newest letter came, and else never', async () => {
  const { outbox } = openMemoryStore();
  const heard = (now = NOON): Promise<number | undefined> => lastHeard({ outbox, clock: () => now }, 'read');
  expect(await heard()).toBeUndefined();
  await outbox.saveLetter({ kind: 'read', sealed: new Uint8Array([1]) }, NOON - 60);
  expect(await heard()).toBe(NOON - 60);
  await outbox.markReceived(0, [], NOON - 3600);
  expect(await heard()).toBe(NOON - 60);
  // The clock went back since the letter came: of that time nothing is known.
  expect(await heard(NOON - 90)).toBe(NOON - 3600);
});

it('says when that was, in the zone and language of who reads it', () => {
  expect(heardLine(NOON, at)).toBe(
    'This agent last heard from the coach API at 2026-03-10 12:00; what it has told since comes with `run`.',
  );
  expect(heardLine(NOON, { language: 'nl', zone: 'Europe/Brussels' })).toContain('op 2026-03-10 13:00;');
  expect(heardLine(undefined, at)).toBe('This agent has not heard from the coach API yet; `run` listens to it.');
});
