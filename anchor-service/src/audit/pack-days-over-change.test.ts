import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readArchive } from '@fit4work/archive';
import {
  addSignatures,
  cosign,
  formatSignedCheckpoint,
  type NoteSigner,
  parseSignedCheckpoint,
  signCheckpoint,
} from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBook, repacked } from '../../test/audit-kit.js';
import { appendAll, leavesOf, openLog } from '../../test/kit.js';
import { createRotatingKit, type RotatingKit } from '../../test/rotating-kit.js';
import { historyOf, newestOf, type PolicyHistory } from '../rotation/history.js';
import { Policies } from '../rotation/policies.js';
import { runCli } from '../verify/cli.js';
import { auditPack } from './audit-pack.js';
import { notingPublisher } from './noting-publisher.js';

/** On the second day the log's key changes, on the third that of the council, whose new one nobody has: two of three are the quorum. */
const DAYS = ['2026-09-21', '2026-09-22', '2026-09-24'] as const;
const noon = (day: string): number => Date.parse(`${day}T12:00:00Z`) / 1000;
const endOf = (day: string): string => `days/${day}.checkpoint`;

let kit: RotatingKit;
let members: Map<string, Uint8Array>;
let now = noon(DAYS[0]);

beforeAll(() => makePack('with its statement'));
afterAll(() => kit.remove());

/** @param council when the leaf of its statement comes into the log; a day before the anchor has the statement is early */
async function makePack(council: 'early' | 'with its statement'): Promise<void> {
  await sodium.ready;
  now = noon(DAYS[0]);
  kit = createRotatingKit(() => now + 1);
  const clock = (): number => now + 2;
  const { book, portsOf } = openBook(kit, clock);
  let made = 0;
  const open = (history: PolicyHistory, signers: readonly NoteSigner[]) => {
    const held: { policies: Policies | undefined } = { policies: undefined };
    const standing = (size: number) => {
      if (held.policies === undefined) throw new RangeError('the log is not open');
      return held.policies.standingAt(size);
    };
    const policyAt = (size: number) => standing(size).policy;
    const log = openLog(
      kit,
      (ports) => ({
        ...ports,
        publisher: notingPublisher(ports.publisher, { book, store: ports.store, policyAt, clock }),
      }),
      {
        clock: () => now,
        policiesOf: (store) => {
          held.policies = new Policies(history, signers, (leaf) => store.indexOf(leaf));
          return held.policies;
        },
      },
    );
    return { log, standing };
  };
  const fill = async (
    day: string,
    { log }: Pick<ReturnType<typeof open>, 'log'>,
    leaves: readonly Uint8Array[] = [],
  ) => {
    now = noon(day);
    await log.publication.prepare();
    if (leaves.length > 0) await appendAll(log, leaves);
    for (let block = 0; block < 6; block += 1) {
      await appendAll(log, leavesOf(made, made + 5));
      made += 5;
    }
  };
  const first = open(historyOf(kit.policyText), [kit.signer]);
  await fill(DAYS[0], first);
  first.log.store.close();
  const [logChanged, councilChanged] = [kit.rotatedLog(), kit.rotatedCouncil()];
  const councilLeaf = councilChanged.successors.slice(1).map(({ leaf }) => leaf);
  const logLeaf = logChanged.successors.map(({ leaf }) => leaf);
  const second = open(logChanged, [kit.signer, kit.newLog]);
  await fill(DAYS[1], second, council === 'early' ? [...logLeaf, ...councilLeaf] : logLeaf);
  second.log.store.close();
  kit.trusted.splice(0, kit.trusted.length, ...newestOf(logChanged).policy.logs);
  const third = open(councilChanged, [kit.newLog]);
  await fill(DAYS[2], third, council === 'early' ? [] : councilLeaf);
  const parts: Uint8Array[] = [];
  const ports = { ...portsOf(third.log), standingAt: third.standing };
  for await (const part of await auditPack(ports, { from: DAYS[0], until: DAYS[2] })) parts.push(part);
  members = readArchive(Buffer.concat(parts));
  third.log.store.close();
  book.close();
}

async function judge(policy: string, changes: Readonly<Record<string, Uint8Array | undefined>> = {}) {
  writeFileSync(join(kit.folder, 'pack.tar'), repacked(members, changes, kit.newLog));
  writeFileSync(join(kit.folder, 'given'), policy);
  const args = ['pack', join(kit.folder, 'pack.tar'), '--policy', join(kit.folder, 'given'), '--json'];
  return JSON.parse((await runCli(args, { clock: () => noon(DAYS[2]), checks: [] })).text);
}
const texts = (): string[] => [kit.policyText, newestOf(kit.rotatedLog()).text, newestOf(kit.rotatedCouncil()).text];
const whoOf = ({ days }: { days: readonly { cosigned: object }[] }): string[] =>
  days.map(({ cosigned }) => Object.keys(cosigned).join());

/** What a checkpoint says, signed by the log and the first witnesses with the keys that they had at first. */
function signedAnew(day: string, by: NoteSigner): Uint8Array {
  const { checkpoint } = parseSignedCheckpoint(members.get(endOf(day)) ?? new Uint8Array(0));
  const note = signCheckpoint(checkpoint, by);
  return formatSignedCheckpoint(
    addSignatures(
      note,
      kit.witnessKeys.map((witness) => cosign(note.text, noon(day), witness)),
    ),
  );
}

describe('the last checkpoints of days over changes of keys', () => {
  it('are judged each by the policy that was in effect, whichever of them is given', async () => {
    const all = 'council,university,city';
    for (const text of texts()) {
      const judged = await judge(text);
      expect(judged).toMatchObject({ verdict: 'sound', days: DAYS.map((day) => ({ day })) });
      expect(whoOf(judged)).toEqual([all, all, 'university,city']);
    }
  });

  it('do not convict an honest log by a policy that stands nowhere in its history: what it does not believe is told', async () => {
    const commented = await judge(`# of the works council\n${texts()[1]}`);
    expect(commented).toMatchObject({
      verdict: 'sound',
      daysTold: [DAYS[0]],
      days: [{ day: DAYS[1] }, { day: DAYS[2] }],
    });
  });

  it('prove nothing of a witness by a key that was retired, which may be stolen', async () => {
    const judged = await judge(kit.policyText, { [endOf(DAYS[2])]: signedAnew(DAYS[2], kit.newLog) });
    expect(judged).toMatchObject({ verdict: 'sound' });
    expect(whoOf(judged)[2]).toBe('university,city');
    // Nor is the log's own.
    const stolen = await judge(kit.policyText, { [endOf(DAYS[2])]: signedAnew(DAYS[2], kit.signer) });
    expect(stolen).toMatchObject({
      verdict: 'unsound',
      reason: expect.stringContaining('2026-09-24.checkpoint is not'),
    });
  });

  it('prove nothing from where no proof says when the next policy began', async () => {
    const unproven = await judge(texts()[2] ?? '', { 'policies/1.tlog-proof': undefined });
    expect(unproven).toMatchObject({ verdict: 'sound', days: [], daysTold: [...DAYS] });
  });

  it('convict no honest log where somebody put a statement’s leaf into it before the anchor had the statement', async () => {
    kit.remove();
    await makePack('early');
    for (const text of texts()) {
      expect(await judge(text)).toMatchObject({
        verdict: 'sound',
        daysTold: [DAYS[1]],
        days: [{ day: DAYS[0] }, { day: DAYS[2] }],
      });
    }
  });
});
