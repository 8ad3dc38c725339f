import {
  addSignatures,
  cosign,
  encodeVkey,
  formatNote,
  noteSigner,
  parsePolicy,
  signCheckpoint,
  utf8,
} from '@fit4work/protocol';
import { expect, it } from 'vitest';
import { type EvidenceFiles, judgeEvidence } from './judge-evidence.js';

const log = noteSigner('log.example/fit4work', 1, new Uint8Array(32).fill(1));
const council = noteSigner('council.example', 4, new Uint8Array(32).fill(2));
const university = noteSigner('university.example', 4, new Uint8Array(32).fill(3));
const NOW = 1_790_000_000;

const WITNESSES = `log ${encodeVkey(log.key)}
witness council ${encodeVkey(council.key)}
witness university ${encodeVkey(university.key)}
`;

type Witnesses = readonly (typeof council)[];

function checkpoint(witnesses: Witnesses): Uint8Array {
  const note = signCheckpoint({ origin: log.key.name, size: 9, root: new Uint8Array(32).fill(7) }, log);
  return formatNote(
    addSignatures(
      note,
      witnesses.map((witness) => cosign(note.text, NOW, witness)),
    ),
  );
}

function bundle(a: Witnesses, b: Witnesses): EvidenceFiles {
  const files = new Map([
    ['a.checkpoint', checkpoint(a)],
    ['b.checkpoint', checkpoint(b)],
  ]);
  return {
    has: (name) => files.has(name),
    read: (name) => files.get(name) ?? utf8(''),
    pathOf: (name) => name,
    source: async () => undefined,
  };
}

async function confirmed(quorum: string, a: Witnesses, b: Witnesses): Promise<readonly boolean[]> {
  const text = WITNESSES + quorum;
  const judged = await judgeEvidence(bundle(a, b), { text, policy: parsePolicy(text) });
  expect(judged.relation).toBe('consistent');
  return judged.confirmed;
}

it('confirms what as many witnesses cosigned as the policy asks for', async () => {
  const both = 'group both all council university\nquorum both\n';
  expect(await confirmed(both, [council, university], [council])).toEqual([true, false]);
  expect(await confirmed('quorum council\n', [university], [council])).toEqual([false, true]);
});

it('confirms nothing that no witness cosigned, though the policy asks for none', async () => {
  expect(await confirmed('quorum none\n', [], [council])).toEqual([false, true]);
});
