import { openErasureCertificate, openMessage, openProgramme, openRead, utf8 } from '@fit4work/protocol';
import { letterName } from './core/export/archive-names.js';
import {
  fileOf,
  LETTER_FILES,
  type LetterLine,
  type LetterLineKind,
  type RefusedLine,
  writeLetterLine,
} from './core/export/letter-lines.js';
import type { SmallMember } from './export-member.js';
import { openKept } from './kept-message.js';
import { type CoachSigned, type LetterForm, type LetterPorts, type LetterReader, openLetters } from './open-letters.js';
import type { OutboxRecord } from './ports.js';

/** Bytes after which a file is followed by another: whoever checks holds one at a time. */
const LONGEST_FILE = 8 * 1024 * 1024;

type Line = LetterLine | RefusedLine;

/** Everything that came down, verified here, in the order in which it came. @throws AgentError `vault-damaged` */
export async function coachLines(ports: LetterPorts, reader: LetterReader): Promise<readonly Line[]> {
  const message = (bytes: Uint8Array, key: Uint8Array) => openMessage(bytes, 'coach', key);
  return [
    ...(await linesOf(ports, reader, { as: 'read', kind: 'read', open: openRead })),
    ...(await linesOf(ports, reader, { as: 'programme', kind: 'programme', open: openProgramme })),
    ...(await linesOf(ports, reader, { as: 'message', kind: 'message', open: message })),
    ...(await linesOf(ports, reader, { as: 'erasure-certificate', kind: 'erasure', open: openErasureCertificate })),
  ];
}

async function linesOf<T extends CoachSigned>(
  ports: LetterPorts,
  reader: LetterReader,
  { as: kind, ...form }: LetterForm<T> & { readonly as: LetterLineKind },
): Promise<readonly Line[]> {
  const { opened, refused } = await openLetters(ports, reader, form);
  return [
    ...opened.map(({ signed, signer, file }) => ({ kind, signed, key: signer, proof: file })),
    ...refused.map(({ digest, problem }) => ({ kind, digest, problem })),
  ];
}

/** What the employee signed beside consent; undefined of another kind of record, and of what was changed on disk. */
export function ownLine(
  record: OutboxRecord,
  { identity, vaultKey }: LetterReader,
): Omit<LetterLine, 'proof'> | undefined {
  const { kind, bytes } = record;
  if (kind === 'erasure' || kind === 'retirement') return { kind, signed: bytes, key: identity.identityPublicKey };
  const kept = kind === 'message' ? openKept(record, vaultKey) : undefined;
  return kept && { kind: 'own-message', signed: kept.record, key: kept.key };
}

/** A file for each kind of thing, and more of it where there is much. */
export function* letterMembers(lines: readonly Line[]): Generator<SmallMember> {
  for (const file of LETTER_FILES) {
    let [part, text] = [1, ''];
    for (const line of lines.filter(({ kind }) => fileOf(kind) === file)) {
      text += writeLetterLine(line);
      if (text.length < LONGEST_FILE) continue;
      yield { name: letterName(file, part), bytes: utf8(text) };
      [part, text] = [part + 1, ''];
    }
    if (text !== '') yield { name: letterName(file, part), bytes: utf8(text) };
  }
}
