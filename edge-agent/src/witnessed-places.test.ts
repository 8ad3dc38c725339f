import { cryptoReady } from '@fit4work/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { SmallLog, WitnessedLog } from '../test/fakes.js';
import { VAULT_REFUSALS } from './core/refusal-words/vault-refusals.js';
import { AgentError } from './error.js';
import { witnessesOfPlaces } from './witnessed-places.js';

beforeAll(() => cryptoReady);

const grownTo = (log: SmallLog, size: number): string =>
  new TextDecoder().decode(log.append(...Array.from({ length: size }, (_, i) => new Uint8Array(32).fill(i))));
const places = async (log: SmallLog, checkpoint: string | undefined) => {
  const witnessesOf = await witnessesOfPlaces({ logState: async () => ({ checkpoint, scanned: 0 }) }, log.policy);
  return [0, 2, 3, null, undefined].map(witnessesOf);
};

describe('how many witnesses confirmed the log of a place', () => {
  it('is as many as cosigned the checkpoint that is believed, of places that it holds', async () => {
    const log = new WitnessedLog();
    expect(await places(log, grownTo(log, 3))).toEqual([2, 2, 0, 0, 0]);
  });

  it('is none in a log without witnesses, and before there is a checkpoint', async () => {
    const log = new SmallLog();
    expect(await places(log, grownTo(log, 3))).toEqual([0, 0, 0, 0, 0]);
    expect(await places(log, undefined)).toEqual([0, 0, 0, 0, 0]);
  });

  it('goes by the policy that took the place of the one that was pinned', async () => {
    const log = new WitnessedLog();
    const state = { checkpoint: grownTo(log, 3), scanned: 0, policy: log.policy };
    const witnessesOf = await witnessesOfPlaces({ logState: async () => state }, new SmallLog().policy);
    expect(witnessesOf(0)).toBe(2);
  });

  it('is none where the checkpoint was changed on disk, or cannot be read there', async () => {
    const log = new WitnessedLog();
    expect(await places(log, grownTo(log, 3).replace('\n3\n', '\n4\n'))).toEqual([0, 0, 0, 0, 0]);
    const logState = () => Promise.reject(new AgentError('vault-damaged', VAULT_REFUSALS.logStateChanged));
    expect((await witnessesOfPlaces({ logState }, log.policy))(0)).toBe(0);
  });

  it('lets any other failure be known', async () => {
    const logState = () => Promise.reject(new RangeError('a mistake'));
    await expect(witnessesOfPlaces({ logState }, undefined)).rejects.toThrow(RangeError);
  });
});
