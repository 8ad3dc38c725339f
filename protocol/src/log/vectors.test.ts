import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sodium from 'libsodium-wrappers';
import { beforeAll, expect, it } from 'vitest';
import { describeWith, requirement } from '../../../test/src/requirement.js';
import { LogError, parseNote, parseVkey, verifyConsistency, verifyCosignature, verifyInclusion } from './index.js';

const MERKLE = requirement('shared/vectors/merkle').path;
const COSIGNATURE = requirement('shared/vectors/cosignature').path;

/** Cases that test the policy of the library that they come from rather than RFC 6962; this one decides the same way. */
const LIBRARY_POLICY = [
  'inclusion/single-entry/empty-root-and-leaf',
  'consistency/additional/consistency-check-on-empty-tree-size1-is-zero-is-useless',
  'consistency/additional/size1-is-zero-and-size2-is-not-zero',
  'consistency/additional/size1-is-zero-and-does-not-equal-size2',
] as const;

interface Case {
  readonly name: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

function cases(kind: string): Case[] {
  const folder = join(MERKLE, kind);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
  return files.map((file) => ({
    name: `${kind}/${file.replace(/\.json$/, '')}`,
    fields: JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, unknown>,
  }));
}

const bytes = (value: unknown): Uint8Array => new Uint8Array(Buffer.from(String(value), 'base64'));
const proofOf = (value: unknown): Uint8Array[] => (Array.isArray(value) ? value.map(bytes) : []);

function accepts(verify: () => void): boolean {
  try {
    verify();
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(LogError);
    return false;
  }
}

const acceptsInclusion = ({ fields }: Case): boolean =>
  accepts(() =>
    verifyInclusion(
      {
        index: Number(fields.leafIdx),
        size: Number(fields.treeSize),
        root: bytes(fields.root),
        entryHash: bytes(fields.leafHash),
      },
      proofOf(fields.proof),
    ),
  );

const acceptsConsistency = ({ fields }: Case): boolean =>
  accepts(() =>
    verifyConsistency(
      {
        oldSize: Number(fields.size1),
        newSize: Number(fields.size2),
        oldRoot: bytes(fields.root1),
        newRoot: bytes(fields.root2),
      },
      proofOf(fields.proof),
    ),
  );

describeWith(['shared/vectors/merkle'], 'published Merkle vectors', () => {
  it('hold for all 98 inclusion cases', () => {
    const all = cases('inclusion');
    expect(all).toHaveLength(98);
    const wrong = all.filter((one) => acceptsInclusion(one) === one.fields.wantErr);
    expect(wrong.map((one) => one.name)).toEqual([]);
  });

  it('hold for all 98 consistency cases', () => {
    const all = cases('consistency');
    expect(all).toHaveLength(98);
    const wrong = all.filter((one) => acceptsConsistency(one) === one.fields.wantErr);
    expect(wrong.map((one) => one.name)).toEqual([]);
  });

  it.each(LIBRARY_POLICY)('name %s as a policy of their library, which refuses it as this one does', (name) => {
    const [kind = ''] = name.split('/');
    const [one, ...others] = cases(kind).filter((each) => each.name === name);
    expect([one?.fields.wantErr, others]).toEqual([true, []]);
    if (one !== undefined) expect(kind === 'inclusion' ? acceptsInclusion(one) : acceptsConsistency(one)).toBe(false);
  });

  it('are 97 and 95 without the four cases of library policy, six of each valid', () => {
    const counted = ['inclusion', 'consistency'].map((kind) => {
      const rest = cases(kind).filter(({ name }) => !LIBRARY_POLICY.some((one) => one === name));
      return [rest.length, rest.filter(({ fields }) => fields.wantErr !== true).length];
    });
    expect(counted).toEqual([
      [97, 6],
      [95, 6],
    ]);
  });
});

describeWith(['shared/vectors/cosignature'], 'the published cosignature', () => {
  beforeAll(() => sodium.ready);

  it('verifies, and fails when its text changes', () => {
    const note = parseNote(readFileSync(join(COSIGNATURE, 'one.checkpoint')));
    const about = JSON.parse(readFileSync(join(COSIGNATURE, 'one.witness.json'), 'utf8')) as {
      verifier_keys: string[];
    };
    expect(about.verifier_keys).toHaveLength(1);
    const key = parseVkey(about.verifier_keys[0] ?? '');
    expect(verifyCosignature(note, key)).toBe(0x69546780);
    const changed = { ...note, text: note.text.replace('300', '301') };
    expect(() => verifyCosignature(changed, key)).toThrowError(/does not verify/);
  });
});
