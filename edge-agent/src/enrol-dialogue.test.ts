import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cryptoReady, fromRecoveryWords, identityKey, toHex } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { invitationTo } from '../test/invitations.js';
import { QuickLock } from '../test/memory/quick-lock.js';
import { ScriptedTerminal } from '../test/scripted-terminal.js';
import { openVault } from './adapters/sqlite-open.js';
import { SqliteVault } from './adapters/sqlite-vault.js';
import type { Language } from './core/language.js';
import { ENROL_REFUSALS } from './core/refusal-words/enrol-refusals.js';
import { NETWORK_REFUSALS } from './core/refusal-words/network-refusals.js';
import { enrolInDialogue } from './enrol-dialogue.js';
import { AgentError } from './error.js';
import type { CoachApi, Identity, RequestBody } from './ports.js';

const PASSPHRASE = 'vier woorden volstaan hier';

let folder: string;
let vault: SqliteVault;
let requests: RequestBody[];
/** What goes wrong when the keys are sent. */
let failure: AgentError | undefined;

const entropy = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
const lock = new QuickLock(entropy);

beforeAll(() => cryptoReady);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dialogue-'));
  vault = new SqliteVault(openVault(join(folder, 'vault.db')));
  [requests, failure] = [[], undefined];
});
afterEach(async () => {
  await vault.close();
  rmSync(folder, { recursive: true });
});

function enrol(terminal: ScriptedTerminal, language: Language = 'en'): Promise<Identity> {
  const registry = {
    enrol: async (request: RequestBody) => {
      requests.push(request);
      if (failure) throw failure;
    },
  };
  const ports = {
    ...{ vault, lock, terminal, coachApi: () => registry as CoachApi },
    entropy,
    clock: () => 1_900_000_000,
  };
  const request = { invitation: invitationTo('http://127.0.0.1:8080'), zone: 'Europe/Brussels' };
  return enrolInDialogue(ports, request, language);
}

const isPlace = /^(?:Word|Woord) (\d+) /;
const rightWord = (question: string, terminal: ScriptedTerminal): string | undefined => {
  const place = isPlace.exec(question)?.[1];
  return place === undefined ? undefined : terminal.words()[Number(place) - 1];
};
const willing = (question: string, terminal: ScriptedTerminal): string =>
  rightWord(question, terminal) ?? (/[Pp]assphrase|achtwoordzin/.test(question) ? PASSPHRASE : '');
const places = ({ asked }: ScriptedTerminal): readonly string[] => asked.filter((question) => isPlace.test(question));

describe('the dialogue of enrolment', () => {
  it.each(['en', 'nl'] as const)(
    'shows the words once, wipes them, asks two back and registers (%s)',
    async (language) => {
      const terminal = new ScriptedTerminal(willing);
      const identity = await enrol(terminal, language);
      expect(terminal.words()).toHaveLength(24);
      expect(terminal.cleared).toBe(1);
      expect(new Set(places(terminal)).size).toBe(2);
      const person = identityKey(fromRecoveryWords(terminal.words().join(' ')));
      expect(toHex(person.publicKey)).toBe(toHex(identity.identityPublicKey));
      expect(await vault.identity()).toMatchObject({ wordsConfirmed: true, registered: true });
      expect(requests).toHaveLength(1);
      expect(JSON.stringify(requests)).not.toContain(terminal.words()[0]);
    },
  );

  it('asks a wrong word again, and shows all of them again to who asks for it', async () => {
    const turns = new Map([
      [0, 'zebra'],
      [2, '?'],
    ]);
    let turn = 0;
    const terminal = new ScriptedTerminal((question, shown) =>
      isPlace.test(question) ? (turns.get(turn++) ?? willing(question, shown)) : willing(question, shown),
    );
    await enrol(terminal);
    expect(terminal.said.filter((text) => text.includes('another word'))).toHaveLength(1);
    expect(terminal.cleared).toBe(2);
    expect(places(terminal)[0]).toBe(places(terminal)[1]);
    expect(places(terminal)).toHaveLength(5);
  });

  it('asks the passphrase until it is long enough, more than blanks, and twice the same', async () => {
    const secrets = ['kort', '         ', PASSPHRASE, 'een andere zin', PASSPHRASE, PASSPHRASE];
    const terminal = new ScriptedTerminal((question, shown) =>
      /assphrase/.test(question) ? (secrets.shift() ?? '') : willing(question, shown),
    );
    await enrol(terminal);
    expect(secrets).toEqual([]);
    expect(terminal.said.filter((text) => /two different|at least eight|more than blanks/.test(text))).toHaveLength(3);
  });

  it('interrupted before the words were asked back has sent nothing, and goes on with the same words', async () => {
    const first = new ScriptedTerminal((question, shown) => {
      if (isPlace.test(question)) throw new AgentError('interrupted', ENROL_REFUSALS.stopped);
      return willing(question, shown);
    });
    await expect(enrol(first)).rejects.toMatchObject({ code: 'interrupted' });
    expect(requests).toEqual([]);
    expect(await vault.identity()).toMatchObject({ wordsConfirmed: false, registered: false });
    const second = new ScriptedTerminal(willing);
    await enrol(second);
    expect(second.words()).toEqual(first.words());
  });

  it('does not show words again that were asked back, when only the answer was lost', async () => {
    failure = new AgentError('unreachable', NETWORK_REFUSALS.coachSilent);
    await expect(enrol(new ScriptedTerminal(willing))).rejects.toMatchObject({ code: 'unreachable' });
    expect(await vault.identity()).toMatchObject({ wordsConfirmed: true, registered: false });
    failure = undefined;
    let wrong = 'een andere zin';
    const again = new ScriptedTerminal((question, shown) => {
      const secret = wrong || willing(question, shown);
      wrong = '';
      return secret;
    });
    await enrol(again);
    expect(again.words()).toEqual([]);
    expect(again.said).toContain('This passphrase does not open the vault; type it again.');
    expect(requests[1]).toEqual(requests[0]);
    expect(await vault.identity()).toMatchObject({ registered: true });
  });
});
