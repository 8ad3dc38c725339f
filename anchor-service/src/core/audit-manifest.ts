import {
  equalBytes,
  formatNote,
  LogError,
  type NoteSigner,
  type Policy,
  parseNote,
  sha256,
  signNote,
  toHex,
  utf8,
  verifyNote,
} from '@fit4work/protocol';
import { AnchorError } from '../error.js';

/* What an auditor's pack holds, signed by the log: `MANIFEST.json`, and `MANIFEST.note`, its last two members. */

const MANIFEST = 'MANIFEST.json';
const SIGNATURE = 'MANIFEST.note';
/**
 * Of the form of a pack. In the first, publications were one array, and what is missing of erasures was not told; in the second, days
 * below the floor could be counted; the third had no checkpoints of days' ends.
 */
const VERSION = 4;

/** A member of a pack as its manifest names it. */
export interface ManifestMember {
  readonly name: string;
  readonly size: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

const memberOf = ([name, bytes]: readonly [string, Uint8Array]): ManifestMember => ({
  ...{ name, size: bytes.length, sha256: toHex(sha256(bytes)) },
});

const manifestOf = (members: readonly ManifestMember[]): Uint8Array =>
  utf8(`${JSON.stringify({ format: 'fit4work-audit-pack', version: VERSION, members }, undefined, 2)}\n`);

/** What the log signs. Its second line is no number, so that it never passes for a checkpoint. */
const noteText = (origin: string, manifest: Uint8Array): string =>
  `${origin}\naudit pack\nsha256 ${toHex(sha256(manifest))}\n`;

/** The last two members of a pack, made of those before them. */
export function manifestFiles(
  members: readonly ManifestMember[],
  signer: NoteSigner,
): readonly (readonly [name: string, bytes: Uint8Array])[] {
  const manifest = manifestOf(members);
  const text = noteText(signer.key.name, manifest);
  const note = formatNote({ text, signatures: [signNote(text, signer)] });
  return [
    [MANIFEST, manifest],
    [SIGNATURE, note],
  ];
}

/**
 * Verifies that a pack holds what the log signed, and nothing else.
 * @returns its members without manifest and signature
 * @throws AnchorError `unsound` naming the member that is not what the log signed; `source-failed` when it signed nothing here;
 *   `other-version` for a pack of an earlier form
 */
export function checkManifest(pack: ReadonlyMap<string, Uint8Array>, policy: Policy): Map<string, Uint8Array> {
  const [manifest, note] = [pack.get(MANIFEST), pack.get(SIGNATURE)];
  if (manifest === undefined || note === undefined) throw unsigned('The pack has no signed manifest.');
  checkSignature(manifest, note, policy);
  const members = new Map([...pack].filter(([name]) => name !== MANIFEST && name !== SIGNATURE));
  const found = [...members].map(memberOf);
  if (equalBytes(manifestOf(found), manifest)) return members;
  const text = new TextDecoder().decode(manifest);
  if (/\n {2}"version": [123],\n/.test(text)) {
    throw new AnchorError('other-version', 'The pack is of an earlier form: verify it with the program of its time.');
  }
  const changed = found.find(({ name, sha256: digest }) => !text.includes(`"${name}"`) || !text.includes(digest));
  if (changed !== undefined) throw unsound(`${changed.name} is not as the manifest of the pack says.`);
  throw unsigned('Members of the manifest are missing from the pack, or stand in another order.');
}

function checkSignature(manifest: Uint8Array, note: Uint8Array, policy: Policy): void {
  try {
    const signed = parseNote(note);
    const log = policy.logs.find(({ key }) => signed.text === noteText(key.name, manifest));
    if (log === undefined) throw unsigned(`${SIGNATURE} is not of this ${MANIFEST} and a log of the policy.`);
    verifyNote(signed, log.key);
  } catch (cause) {
    if (!(cause instanceof LogError)) throw cause;
    throw unsigned(`${MANIFEST} is not signed by the log of the policy.`, cause);
  }
}

const unsound = (message: string): AnchorError => new AnchorError('unsound', message);

/** It convicts nobody: whoever passed the pack on may have cut it. */
const unsigned = (message: string, cause?: unknown): AnchorError =>
  new AnchorError('source-failed', message, { cause });
