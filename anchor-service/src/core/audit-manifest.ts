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
import { refused } from '../verify/pack-refusal.js';
import type { Slices } from './slices.js';

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
 * @throws FindingError `pack-member-changed` naming the member that is not what the log signed; of the other kinds where it signed
 *   nothing here, `pack-other-version` for a pack of an earlier form
 */
export function* checkingManifest(
  pack: ReadonlyMap<string, Uint8Array>,
  policy: Policy,
): Slices<Map<string, Uint8Array>> {
  const [manifest, note] = [pack.get(MANIFEST), pack.get(SIGNATURE)];
  if (manifest === undefined || note === undefined) throw refused('pack-without-manifest');
  checkSignature(manifest, note, policy);
  const members = new Map([...pack].filter(([name]) => name !== MANIFEST && name !== SIGNATURE));
  const found: ManifestMember[] = [];
  for (const member of members) {
    found.push(memberOf(member));
    yield found.length / members.size;
  }
  if (equalBytes(manifestOf(found), manifest)) return members;
  const text = new TextDecoder().decode(manifest);
  if (/\n {2}"version": [123],\n/.test(text)) {
    throw refused('pack-other-version');
  }
  const changed = found.find(({ name, sha256: digest }) => !text.includes(`"${name}"`) || !text.includes(digest));
  if (changed !== undefined) throw refused('pack-member-changed', changed.name);
  throw refused('pack-members-moved');
}

function checkSignature(manifest: Uint8Array, note: Uint8Array, policy: Policy): void {
  try {
    const signed = parseNote(note);
    const log = policy.logs.find(({ key }) => signed.text === noteText(key.name, manifest));
    if (log === undefined) throw refused('pack-other-note', SIGNATURE);
    verifyNote(signed, log.key);
  } catch (cause) {
    if (!(cause instanceof LogError)) throw cause;
    throw refused('pack-not-signed', MANIFEST, cause);
  }
}
