import { cryptoReady } from '@fit4work/protocol';
import { beforeAll, expect, it } from 'vitest';
import { SmallLog, WitnessedLog } from '../test/fakes.js';
import { ReadWorld } from '../test/read-world.js';
import { witnessed } from './deliver.js';

beforeAll(() => cryptoReady);

it.each([
  ['has no witness where none confirmed the log', () => new SmallLog(), { proven: true, witnesses: 0 }],
  ['has those who confirmed the log', () => new WitnessedLog(), { proven: true, witnesses: 2 }],
  ['has none before it stands in the log', () => new WitnessedLog(), { proven: false, witnesses: 0 }],
])('what is delivered %s', async (_, logOf, { proven, witnesses }) => {
  const world = await ReadWorld.open(logOf());
  await world.share();
  await world.anchorConsent();
  const told = { stored: true, proven, ended: false };
  expect(await witnessed(world.ports.outbox, world.identity, told)).toEqual({ ...told, witnesses });
  await world.close();
});
