import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cryptoReady, fromBase64Url, fromHex, seal, TOPICS, type UpKind } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DayToSeal, Employee } from './testing/employee.js';
import { enrolled, House, type Running } from './testing/house.js';

await cryptoReady;
let house: House;
beforeEach(async () => {
  house = await House.open();
});
afterEach(() => house.close());

const CANARY = 87_654_321;
const DAY: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day', steps: CANARY };

/** Every file below the folder of the house that has one of these, each as text of one byte a character. */
async function filesWith(...texts: readonly string[]): Promise<readonly string[]> {
  const folder = house.file('.');
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((each) => each.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const found: string[] = [];
  for (const file of files) {
    const bytes = await readFile(file);
    if (texts.some((text) => bytes.includes(text, 0, 'latin1'))) found.push(file.slice(folder.length));
  }
  return found;
}
const coreFiles = async (): Promise<readonly string[]> =>
  (await readdir(house.file('.'))).filter((name) => /^core/.test(name));

/** A coach API whose cores are not limited, a person who shares a canary, and reads of it that are under way. */
async function readUnderWay(): Promise<{ readonly running: Running; readonly key: string }> {
  Object.assign(house.env, {
    PATH: process.env.PATH ?? '',
    PREFIX: 'prlimit --core=unlimited',
    FOLDER: house.file('.'),
  });
  const running = await house.startAll();
  const ann = new Employee(1);
  const { invitation, client, told } = await enrolled(running, ann);
  const boxKey = fromBase64Url(invitation.coachApi.boxKey);
  const up = (kind: UpKind, payload: Uint8Array) =>
    client.publishAsync(TOPICS.up(ann.name, kind), Buffer.from(payload), { qos: 1 });
  await up('envelope', ann.seal(DAY));
  const { text, id } = ann.grant({});
  await up('consent', seal(text, boxKey));
  await up('release', ann.release(fromHex(id), boxKey));
  await expect.poll(() => told('receipt').length, { timeout: 20_000 }).toBeGreaterThan(0);
  const asked = { metrics: 'steps', granularity: 'day', from: DAY.day, to: DAY.day };
  const read = async (purpose: string): Promise<string> => {
    const url = `${running.api}/v1/people/${ann.name}/summaries?${new URLSearchParams({ ...asked, purpose })}`;
    return (await fetch(url, { headers: { authorization: 'Bearer coach' } })).text();
  };
  await expect.poll(() => read('talk'), { timeout: 20_000 }).toContain(`"total":${CANARY}`);
  // One after the other until it is gone, so that there is one at whatever moment it is killed.
  const readOn = async (i: number): Promise<void> => {
    for (let n = 0; running.pid() !== undefined; n += 1) await read(i % 2 === 0 ? 'talk' : `talk ${i} ${n}`);
  };
  for (let i = 0; i < 8; i += 1) readOn(i).catch(() => undefined);
  await client.endAsync();
  return { running, key: Buffer.from(ann.keys[0]?.key ?? []).toString('latin1') };
}

describe.runIf(process.platform === 'linux')('a coach API that is killed in the middle of a read', () => {
  it('leaves nothing that it opened: in no file, no line, no core dump', async () => {
    const { running, key } = await readUnderWay();
    expect(Number.parseInt(await readFile(`/proc/${running.pid()}/coredump_filter`, 'utf8'), 16)).toBe(0);
    await running.signal('SIGABRT');
    expect(await filesWith(String(CANARY), key)).toEqual([]);
    expect(running.stderr()).not.toContain(String(CANARY));
  }, 60_000);

  it('would leave it in a core dump if it did not see to that, where cores are written into its folder', async (context) => {
    const { running } = await readUnderWay();
    await writeFile(`/proc/${running.pid()}/coredump_filter`, '51');
    await running.signal('SIGABRT');
    if ((await coreFiles()).length === 0) return context.skip('this machine writes cores elsewhere');
    expect((await filesWith(String(CANARY))).map((name) => name.slice(1))).toEqual(await coreFiles());
  }, 60_000);

  it('does not start where its memory is shown, unless that is accepted', async () => {
    house.makeKeys();
    house.env.NODE_OPTIONS = '--heapsnapshot-signal=SIGUSR2';
    const { exited, stderr } = house.processes.launch('coach-api', house.env);
    expect((await exited)[0]).toBe(1);
    expect(stderr()).toBe(
      'The flag --heapsnapshot-signal shows what is in memory: start without it, or accept it with FIT4WORK_COACH_MEMORY_DUMPS=accepted.\n',
    );
    const accepted = { ...house.env, FIT4WORK_COACH_MEMORY_DUMPS: 'accepted' };
    expect((await house.processes.start('coach-api', accepted)).port).toBeGreaterThan(0);
  });
});
