import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromRecoveryWords } from '@fit4work/protocol';
import type { Marker } from './marker-finder.js';
import { MarkerSearch, type Sighting } from './markers.js';
import { type State, sha256Hex } from './state.js';

/* What must not be found beside the values: what people write to each other, and what they keep secret. */

const TEXTS = ['to-person', 'to-coach', 'title', 'advice', 'note'] as const;
export type Text = (typeof TEXTS)[number];

/** The folder of a run, and whose secrets are in it. */
export interface Searched {
  readonly root: string;
  readonly manifest: Pick<State['manifest'], 'canary' | 'coachToken' | 'adminToken'>;
  readonly people: readonly {
    readonly folder: string;
    readonly number: number;
    /** The 24 words; undefined where they were shown to an earlier run. */
    readonly words: string | undefined;
  }[];
}

type Canary = Pick<State['manifest'], 'canary'>;

/** Twelve random bytes in hexadecimal, which nobody writes by chance. */
const tokenOf = ({ canary }: Canary, text: Text): string => sha256Hex(`${canary} ${text}`).slice(0, 24);

/** What somebody writes: a word of its own, in a sentence. */
export const sentenceOf = (canary: Canary, text: Text): string => `Dag Sturnus ${tokenOf(canary, text)}, tot straks.`;

/** What is searched for, and the files that may have it. */
interface Secret {
  readonly name: string;
  readonly value: string | Uint8Array;
  readonly allowed: (path: string) => boolean;
}

const REGISTRY_TOKEN = 'keys/registry.token';
/** Of who asks for the agents, and so has the token in memory. */
const isAskingCore = (path: string): boolean => /^cores\/(anchor|broker)[^/]*\//.test(path);
const isVault = (path: string): boolean => /^employees\/\d+\/vault\.db(-wal|-shm)?$/.test(path);
const nowhere = (): boolean => false;
const only =
  (...paths: readonly string[]) =>
  (path: string): boolean =>
    paths.includes(path);

function secretsOf({ root, manifest, people }: Searched): readonly Secret[] {
  return [
    ...TEXTS.map((text) => ({ name: `what was written (${text})`, value: tokenOf(manifest, text), allowed: isVault })),
    { name: 'the token of the coach', value: manifest.coachToken, allowed: only('manifest.json') },
    { name: 'the token of the administrator', value: manifest.adminToken, allowed: only('manifest.json') },
    {
      name: 'the token of the broker',
      value: readFileSync(join(root, REGISTRY_TOKEN), 'utf8').trim(),
      allowed: (path) => path === REGISTRY_TOKEN || isAskingCore(path),
    },
    ...people.flatMap(secretsOfPerson),
  ];
}

function secretsOfPerson({ folder, number, words }: Searched['people'][number]): readonly Secret[] {
  const place = `employees/${String(number).padStart(3, '0')}`;
  const read = (file: string): string =>
    existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8').trim() : '';
  const invitation = read('invitation.json');
  const named = [
    { name: 'a passphrase', value: read('passphrase'), allowed: only(`${place}/passphrase`) },
    {
      name: 'the key of a wearable',
      value: Buffer.from(read('wearable.key'), 'hex'),
      allowed: (path: string) => isVault(path) || only(`${place}/wearable.key`, 'wearables.json')(path),
    },
    {
      name: 'the code of an invitation',
      value: invitation === '' ? '' : String(JSON.parse(invitation).code),
      allowed: only(`${place}/invitation.json`),
    },
    { name: 'recovery words', value: words?.split(' ').slice(4, 10).join(' ') ?? '', allowed: nowhere },
    {
      name: 'what recovery words stand for',
      value: words === undefined ? '' : fromRecoveryWords(words),
      allowed: nowhere,
    },
  ];
  return named.filter(({ value }) => value.length > 0);
}

/** The ways in which a secret is commonly written down. */
export function formsOf(name: string, value: string | Uint8Array): readonly Marker[] {
  const bytes = Buffer.from(value);
  const wide =
    typeof value === 'string' ? [{ name: `${name} in 16-bit letters`, bytes: Buffer.from(value, 'utf16le') }] : [];
  return [
    { name, bytes },
    ...wide,
    { name: `${name} in hexadecimal`, bytes: Buffer.from(bytes.toString('hex')) },
    // Wherever it begins in what is encoded: whole groups of three of it stand in there.
    ...[0, 1, 2].flatMap((skipped) =>
      (['base64', 'base64url'] as const).map((encoding) => {
        const whole = bytes.subarray(skipped, skipped + 3 * Math.floor((bytes.length - skipped) / 3));
        return { name: `${name} in base64`, bytes: Buffer.from(whole.toString(encoding)) };
      }),
    ),
  ];
}

/** Searches all that a run wrote and recorded for what was written in confidence, and for secrets outside their own files. */
export function searchSecrets(searched: Searched): readonly Sighting[] {
  const secrets = secretsOf(searched);
  const search = new MarkerSearch(secrets.flatMap(({ name, value }) => formsOf(name, value)));
  search.folder(searched.root, nowhere);
  return search.sightings.filter(
    ({ marker, place }) => !secrets.some((secret) => isFormOf(secret, marker) && secret.allowed(place)),
  );
}

const isFormOf = ({ name }: Secret, marker: string): boolean => marker === name || marker.startsWith(`${name} in `);
