import { execFile } from 'node:child_process';
import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { cryptoReady, fromBase64Url, openReceipt, type Receipt, TOPICS } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectAgent } from '../adapters/testing/agent-client.js';
import { type DayToSeal, Employee } from '../testing/employee.js';
import { enrolled, House } from '../testing/house.js';

await cryptoReady;
const DAY: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };
const mainOf = (path: string): string => fileURLToPath(new URL(`../../../${path}.js`, import.meta.url));

interface Ended {
  readonly code: number | string | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

function run(program: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const done = (error: Error | null, stdout: string, stderr: string): void =>
      resolve({ code: error === null ? 0 : (Reflect.get(error, 'code') ?? 1), stdout, stderr });
    execFile(process.execPath, [mainOf(program), ...args], { env, encoding: 'utf8' }, done);
  });
}

let house: House;
let api: string;
const file = (name: string): string => house.file(name);
const admin = (...args: readonly string[]): Promise<Ended> =>
  run('coach-api/dist/admin/main', [...args, '--coach', api, '--token-file', file('token')]);
const told = async (...args: readonly string[]) => JSON.parse((await admin(...args, '--json')).stdout);
const refused = async (...args: readonly string[]) => {
  const { code, stderr } = await admin(...args, '--json');
  return [code, JSON.parse(stderr).code];
};

beforeEach(async () => {
  house = await House.open();
  await writeFile(file('token'), 'admin\n', { mode: 0o600 });
});
afterEach(() => house.close());

describe('the command of the administrator', () => {
  beforeEach(async () => {
    house.makeKeys();
    api = `http://127.0.0.1:${(await house.processes.start('coach-api', house.env)).port}`;
  });

  it('makes a challenge, invites to it on paper, and tells what became of the invitations', async () => {
    const made = await admin(
      ...['add-challenge', '--name', 'Lente', '--from', '2020-01-01', '--until', '2099-12-31'],
      ...['--seats', '2', '--language', 'nl'],
    );
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(made.stdout).toBe(
      '2  Lente  2020-01-01 tot en met 2099-12-31  0 van de 2 plaatsen bezet  (0 open, 0 gebruikt, 0 vervallen, 0 ingetrokken, 0 geschorst)\n',
    );
    const sheet = file('sheet.html');
    // One more than there are seats for: what was made stands on the sheet.
    const invited = await admin('invite', '--challenge', '2', '--count', '3', '--sheet', sheet, '--language', 'nl');
    expect([invited.code, invited.stdout]).toEqual([1, expect.stringMatching(/^Er staan 2 uitnodigingen in /)]);
    expect(invited.stderr).toMatch(/^Alle plaatsen van de uitdaging zijn bezet/);
    const html = await readFile(sheet, 'utf8');
    expect(html.match(/<svg /g)).toHaveLength(2);
    expect(html).toContain('Uitnodiging 1 ');
    expect((await stat(sheet)).mode & 0o777).toBe(0o600);
    const again = await admin('invite', '--sheet', sheet);
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('name a new file')]);
    expect(await readFile(sheet, 'utf8')).toBe(html);
    expect(await told('revoke', '1')).toMatchObject({ number: 1, state: 'revoked' });
    expect((await admin('invitations', '--language', 'nl')).stdout).toMatch(
      /^1 {2}\[2\] {2}ingetrokken {2}te gebruiken tot .*Z\n2 {2}\[2\] {2}open {2}/,
    );
    expect(await told('change-challenge', '2', '--seats', '5')).toMatchObject({ seats: 5, taken: 1 });
    expect((await told('challenges')).challenges).toHaveLength(2);
  });

  it('gives an invitation as the agent takes it, and one that was revoked is refused there in so many words', async () => {
    const { invitations } = await told('invite', '--count', '2');
    const enrol = async (invitation: object, name: string, language: string) => {
      await writeFile(file(`${name}.json`), JSON.stringify(invitation));
      const asked = ['enrol', file(`${name}.json`), '--unattended', '--passphrase-file', file('passphrase')];
      const env = { FIT4WORK_AGENT_STATE: file(name) };
      return run('edge-agent/dist/main', [...asked, '--language', language], env);
    };
    await writeFile(file('passphrase'), 'vier woorden volstaan hier\n', { mode: 0o600 });
    await admin('revoke', String(invitations[0].number));
    const dutch = await enrol(invitations[0], 'ann', 'nl');
    expect([dutch.code, dutch.stderr.trim()]).toEqual([
      1,
      'fit4work-agent: De beheerder trok de uitnodiging in; vraag een nieuwe.',
    ]);
    const english = await enrol(invitations[0], 'ann', 'en');
    expect(english.stderr.trim()).toBe(
      'fit4work-agent: The invitation was revoked by the administrator; ask for a new one.',
    );
    expect((await enrol(invitations[1], 'bob', 'en')).code).toBe(0);
    expect((await told('invitations')).invitations).toMatchObject([{ state: 'revoked' }, { state: 'used' }]);
  }, 60_000);

  it('tells that nothing expires where the coach API is not told that anything does', async () => {
    expect(await told('retention')).toMatchObject({ days: null, destroys: false, counts: [], next: null });
    expect((await admin('retention', '--language', 'nl')).stdout).toMatch(/^Er vervalt niets: /);
    expect(await refused('retention', '--challenge', '1')).toEqual([2, 'bad-command']);
  });

  it('says which thing is wrong, by the code of the coach API to machines, and what it is to people', async () => {
    expect(await refused('revoke', '9')).toEqual([1, 'no-invitation']);
    expect(await refused('suspend', '9')).toEqual([1, 'no-invitation']);
    expect(await refused('invite', '--challenge', '9')).toEqual([1, 'no-challenge']);
    expect(await refused('add-challenge', '--name', 'x', '--from', 'soon')).toEqual([1, 'bad-request']);
    await writeFile(file('token'), 'another\n');
    expect((await admin('challenges', '--language', 'nl')).stderr).toMatch(/^Het token is niet dat van de beheerder/);
    await chmod(file('token'), 0o644);
    expect((await admin('challenges')).stderr).toMatch(/can be read by others: set its mode to 0600/);
    await writeFile(file('token'), 'two\nlines\n', { mode: 0o600 });
    await chmod(file('token'), 0o600);
    expect((await admin('challenges')).stderr).toMatch(/is not one line/);
    api = 'http://127.0.0.1:1';
    await writeFile(file('token'), 'admin');
    expect(await refused('challenges')).toEqual([1, 'unreachable']);
    api = 'http://example.org';
    expect(await refused('challenges')).toEqual([2, 'bad-command']);
  });
});

it.each([
  [['revoke']],
  [['revoke', '1', '2']],
  [['revoke', '-1']],
  [['revoke', '1', '--seats', '4']],
  [['invite', '--count', '1001']],
  [['invite', '--days', 'many']],
  [['change-challenge', '1']],
  [['add-challenge', '--name', 'x']],
  [['dance']],
  [['challenges', '--language', 'fr']],
  [['challenges', '--unknown']],
])('asked for %j it asks nobody and ends with 2', async (words) => {
  api = 'http://127.0.0.1:1';
  expect(await refused(...words)).toEqual([2, 'bad-command']);
});

it('helps in both languages', async () => {
  const [dutch, english] = await Promise.all(
    [['--help', '--language', 'nl'], []].map((words) => run('coach-api/dist/admin/main', words)),
  );
  expect([dutch?.code, dutch?.stdout]).toEqual([0, expect.stringContaining('een uitnodiging die niemand gebruikte')]);
  expect([english?.code, english?.stdout]).toEqual([0, expect.stringContaining('an invitation that nobody used')]);
});

it('a lost agent that is suspended is put out and refused by the broker, and resumed it goes on where it was', async () => {
  const running = await house.startAll();
  api = running.api;
  const ann = new Employee(1);
  const { invitation, client, told: down } = await enrolled(running, ann);
  const receipts = (): readonly Receipt[] =>
    down('receipt').map((bytes) => openReceipt(bytes, fromBase64Url(invitation.coachApi.signingKey)));
  const publish = (payload: Uint8Array, by = client) =>
    by.publishAsync(TOPICS.up(ann.name, 'envelope'), Buffer.from(payload), { qos: 1 });
  await publish(ann.seal(DAY));
  await expect.poll(() => receipts().at(-1)?.sequence, { timeout: 10_000 }).toBe(1);
  client.options.reconnectPeriod = 0;
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
  expect(await told('suspend', String(invitation.number))).toMatchObject({ state: 'used', suspended: true });
  // Until the broker looks again the connection stands, and the coach API takes nothing over it; after that nobody answers.
  const envelope = ann.seal(DAY);
  publish(envelope).catch(() => undefined);
  await closed;
  const connect = () => connectAgent(running.broker, { name: ann.name, key: ann.agent });
  await expect(connect()).rejects.toThrow(/Not authorized/);
  expect(receipts()).toHaveLength(1);
  expect(await told('resume', String(invitation.number))).toMatchObject({ suspended: false });
  const found = await connect();
  const seen: Uint8Array[] = [];
  found.on('message', (_topic, payload) => void seen.push(new Uint8Array(payload)));
  await found.subscribeAsync(TOPICS.down(ann.name, 'receipt'), { qos: 1 });
  const again = async () => {
    await publish(envelope, found);
    return seen.map((bytes) => openReceipt(bytes, fromBase64Url(invitation.coachApi.signingKey)).sequence).at(-1);
  };
  await expect.poll(again, { timeout: 20_000, interval: 500 }).toBe(2);
  await found.endAsync(true);
  await client.endAsync(true);
}, 60_000);
