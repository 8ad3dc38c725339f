import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const releaseFor = createRequire(import.meta.url)('./release.cjs') as (napi: string) => number;
const seam = fileURLToPath(new URL('./index.cjs', import.meta.url));

/** In a process of its own: what is shown here would end this one. */
async function run(script: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--eval', script, seam]);
  return stdout;
}

/** Statements that nobody holds, and enough other garbage for the collector to run between two turns of the loop. */
const COLLECTED = `
  const db = new (require(process.argv[1]))(':memory:');
  let turns = 100;
  function turn() {
    for (let i = 0; i < 50; i += 1) db.prepare('SELECT 1');
    const garbage = [];
    for (let i = 0; i < 50_000; i += 1) garbage.push({ i });
    turns -= 1;
    if (turns > 0) setImmediate(turn);
    else console.log('alive');
  }
  turn();`;

describe('the seam under better-sqlite3', () => {
  it('takes 13 where Node has its Node-API, and 12 elsewhere', () => {
    const napis = ['9', '10', '11', ''];
    const releases = napis.map((napi) => releaseFor(napi));
    expect(releases).toEqual([12, 13, 13, 12]);
  });

  it('survives the collection of statements while no JavaScript runs', async () => {
    expect(await run(COLLECTED)).toBe('alive\n');
  });
});
