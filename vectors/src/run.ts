import { CONSENT } from './consent.js';
import { FORMS } from './forms.js';
import { type Case, CaseError, type Kind, type Protocol, type Use, type VectorFile } from './kind.js';
import { LOG } from './log.js';
import { RECORDS } from './records.js';
import { SEALED } from './sealed.js';
import { expectedOf, jsonOf } from './values.js';

export type { Case, Protocol, VectorFile } from './kind.js';

/* Runs vector files against an implementation that has the protocol's exports. Nothing here knows Node: it runs in a browser too. */

const KINDS: Readonly<Record<string, Kind>> = { ...FORMS, ...SEALED, ...RECORDS, ...CONSENT, ...LOG };

export interface Outcome {
  /** Cases that were run, by what their file says of them. */
  readonly valid: number;
  readonly invalid: number;
  /** A sentence for each case that went otherwise. */
  readonly failures: readonly string[];
}

/** The code of an error of the protocol; every other error is a fault. */
function codeOf(error: unknown, { ProtocolError, LogError }: Protocol): string {
  if (error instanceof ProtocolError || error instanceof LogError) return error.code;
  throw error;
}

/** What is wrong with a valid case. */
async function acceptedWrongly(one: Case, kind: Kind, use: Use): Promise<string | undefined> {
  const { protocol } = use;
  const value = await kind.read(one, use);
  if (value === undefined) return 'is refused';
  const pairs = 'expect' in one ? [[value, one.expect] as const] : [];
  const differing = [...pairs, ...(kind.also?.(one, use) ?? [])].find(
    ([actual, expected]) => jsonOf(protocol, actual) !== jsonOf(protocol, expectedOf(protocol, expected)),
  );
  if (differing === undefined) return undefined;
  return `gives ${jsonOf(protocol, differing[0])} instead of ${jsonOf(protocol, differing[1])}`.slice(0, 500);
}

/** What is wrong with an invalid case. An answer of undefined refuses without a code. */
async function refusedWrongly(one: Case, kind: Kind, use: Use): Promise<string | undefined> {
  let value: unknown;
  try {
    value = await kind.read(one, use);
  } catch (error) {
    const code = codeOf(error, use.protocol);
    const admitted = one.refused === true || one.refused?.includes(code) === true;
    return admitted ? undefined : `is refused as ${code}`;
  }
  return value === undefined ? undefined : 'is accepted';
}

async function failureOf(one: Case, kind: Kind, use: Use): Promise<string | undefined> {
  try {
    return await (one.valid ? acceptedWrongly(one, kind, use) : refusedWrongly(one, kind, use));
  } catch (error) {
    const name = error instanceof CaseError ? error.message : String(error);
    return `fails: ${name}`;
  }
}

/**
 * Runs every case of a file. libsodium must be ready.
 * @param name of the file, without `.json`
 */
export async function run(name: string, file: VectorFile, protocol: Protocol): Promise<Outcome> {
  const kind = KINDS[name];
  if (kind === undefined) throw new CaseError(`there is no kind of vectors named ${name}`);
  const use = { protocol, keys: file.keys ?? {} };
  const failures: string[] = [];
  for (const one of file.cases) {
    const failure = await failureOf(one, kind, use);
    if (failure !== undefined) failures.push(`${name}: "${one.name}" (${one.clause}) ${failure}`);
  }
  const valid = file.cases.filter((one) => one.valid).length;
  return { valid, invalid: file.cases.length - valid, failures };
}
