import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readArchive } from '@fit4work/archive';
import sodium from 'libsodium-wrappers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBook } from '../../test/audit-kit.js';
import { appendAll, createKit, type LogKit, leavesOf, openLog, placedLeaves } from '../../test/kit.js';
import { runCli } from '../verify/cli.js';
import { auditPack } from './audit-pack.js';
import { dayTable } from './day-table.js';

const NOW = 1_790_000_000;
const DAY = '2026-09-21';

let kit: LogKit;
let pack: Buffer;
let table = '';

beforeAll(async () => {
  await sodium.ready;
  kit = createKit();
  const { book, portsOf } = openBook(kit, () => NOW + 2);
  const log = openLog(kit, (ports) => ports, { clock: () => NOW });
  await appendAll(log, leavesOf(0, 20));
  for (let from = 20; from < 45; from += 5) await appendAll(log, placedLeaves(from, from + 5));
  // The anchor notes nobody, whoever cosigned.
  const checkpoint = await log.folder.read('checkpoint');
  book.note({ size: 45, time: NOW + 2, witnesses: [] }, checkpoint ?? new Uint8Array(0));
  const ports = { ...portsOf(log), clock: () => NOW + 10 };
  const parts: Uint8Array[] = [];
  for await (const part of await auditPack(ports, { from: DAY, until: DAY })) parts.push(part);
  pack = Buffer.concat(parts);
  for await (const rows of await dayTable(ports, { from: DAY, until: DAY })) table += rows;
  writeFileSync(join(kit.folder, 'pack.tar'), pack);
  writeFileSync(join(kit.folder, 'trusted'), kit.policyText);
  log.store.close();
  book.close();
});
afterAll(() => kit.remove());

const judgeAt = async (now: number, ...more: string[]): Promise<string> => {
  const args = ['pack', join(kit.folder, 'pack.tar'), '--policy', join(kit.folder, 'trusted'), ...more];
  return (await runCli(args, { clock: () => now, checks: [] })).text;
};
const judge = (...more: string[]): Promise<string> => judgeAt(NOW, ...more);

it('a pack whose blocks are dated more than a day ahead is sound, and that is said', async () => {
  const ahead = JSON.parse(await judgeAt(NOW - 86_401, '--json'));
  expect(ahead).toMatchObject({ verdict: 'sound', blockAhead: 0, ahead: ['council', 'university', 'city'] });
  expect(await judgeAt(NOW - 86_401, '--language', 'en')).toContain(
    'From block 0 on, of 2026-09-21T14:13:20Z, blocks are',
  );
  expect(JSON.parse(await judge('--json'))).not.toHaveProperty('blockAhead');
});

describe('shares of witnesses in a pack', () => {
  it('are the anchor’s word; proven is who cosigned its checkpoint, and the answer says both', async () => {
    const { verdict, witnesses } = JSON.parse(await judge('--json'));
    expect([verdict, Object.keys(witnesses)]).toEqual(['sound', ['council', 'university', 'city']]);
    expect(await judge('--language', 'nl')).toMatch(/medeondertekend door council, university, city\..*niet bewezen/s);
    expect(await judge('--language', 'en')).toMatch(/cosigned by council, university, city\..*not proven/s);
    const report = Buffer.from(readArchive(pack).get('REPORT.en.txt') ?? []).toString();
    expect(report).toContain('is what the anchor noted, and not proven');
  });

  it('do not keep the blocks of a day of enough of them from being listed, small counts untold', () => {
    const rows = table.split('\r\n');
    expect(rows.slice(0, 3)).toEqual([
      'height,made,leaves,seconds to witness',
      ...['0,2026-09-21T14:13:20Z,20,2', '1,2026-09-21T14:13:20Z,<5,2'],
    ]);
    expect(rows).toHaveLength(1 + 6 + 1);
    expect(Buffer.from(readArchive(pack).get('blocks.csv') ?? []).toString()).toBe(table);
  });
});
