import { readFileSync } from 'node:fs';
import { fromHex, toBase64Url } from '@fit4work/protocol';
import { JoseTokenVerifier, type Principal } from '@fit4work/registry';
import { expect, it } from 'vitest';
import { TokenAuthenticator } from './authenticator.js';

/* The tokens of vectors/token.json, which the protocol writes and the broker's door reads (SPEC.md section 17). */

interface TokenCase {
  readonly name: string;
  readonly valid: boolean;
  readonly key: string;
  readonly now: number;
  readonly userName: string;
  readonly token: string;
}

interface TokenFile {
  readonly keys: Readonly<Record<string, { readonly publicKey: string; readonly keyId: string }>>;
  readonly cases: readonly TokenCase[];
}

const { keys, cases } = JSON.parse(
  readFileSync(new URL('../../vectors/token.json', import.meta.url), 'utf8'),
) as TokenFile;

const pseudonym = cases.find(({ key }) => key === 'agent')?.userName ?? '';
const ENROLLED: readonly (readonly [name: string, principal: Principal])[] = [
  ['agent', { kind: 'agent', pseudonym }],
  ['coachApi', { kind: 'coach-api' }],
];

const directory = {
  refresh: async () => undefined,
  onTakenBack: () => undefined,
  peek: () => undefined,
  isCurrent: () => true,
  find: async (kid: string) => {
    const enrolled = ENROLLED.map(([name, principal]) => ({ ...keys[name], principal }));
    const known = enrolled.find(({ keyId = '' }) => toBase64Url(fromHex(keyId)) === kid);
    return known && { kid, x: toBase64Url(fromHex(known.publicKey ?? '')), principal: known.principal };
  },
};

it('the broker admits the valid tokens of the vectors, and none of the others', async () => {
  const admitted = await Promise.all(
    cases.map(async ({ name, valid, now, userName, token }) => {
      const authenticator = new TokenAuthenticator(directory, new JoseTokenVerifier({ now: () => now }));
      const verdict = await authenticator.check({ clientId: userName, userName, password: token });
      return { name, valid, admitted: 'principal' in verdict };
    }),
  );
  expect([admitted.filter(({ valid }) => valid).length, admitted.filter(({ valid }) => !valid).length]).toEqual([
    2, 12,
  ]);
  expect(admitted.filter((one) => one.admitted !== one.valid)).toEqual([]);
});
