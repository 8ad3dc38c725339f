import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { cryptoReady } from '@fit4work/protocol';
import { Command } from 'commander';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { TwoMachines } from '../../test/other-machine.js';
import { COACH } from '../../test/read-world.js';
import { DAY, NEXT } from '../../test/vault-world.js';
import type { Context } from '../context.js';
import type { Language } from '../core/language.js';
import { NETWORK_REFUSALS } from '../core/refusal-words/network-refusals.js';
import { AgentError } from '../error.js';
import { addErase } from './erase-command.js';
import { addGrant } from './grant-command.js';
import { addGrants } from './grants-command.js';
import { addReads } from './reads-command.js';
import { runProgram } from './run-program.js';
import { addWithdraw } from './withdraw-command.js';

let machines: TwoMachines;
let log: Server;
let context: Context;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  machines = await TwoMachines.open();
  const { world } = machines;
  writeFileSync(join(world.vault.folder, 'passphrase'), 'een lange zin\n');
  log = createServer((request, response) => {
    const path = request.url?.slice(1) ?? '';
    void world.tiles(path).then((content) => response.writeHead(content === undefined ? 404 : 200).end(content));
  });
  await new Promise<void>((resolve) => log.listen(0, '127.0.0.1', resolve));
  const logUrl = `http://127.0.0.1:${(log.address() as AddressInfo).port}`;
  const nowhere = { coachUrl: 'http://127.0.0.1:9', brokerUrl: 'mqtt://127.0.0.1:9' };
  const config = { ...nowhere, logUrl, zone: 'Europe/Brussels' } as Context['config'];
  const report = (): void => undefined;
  context = { ...world.vault.store, ...world.ports, config, report, coachApi: () => machines.stored };
});
afterEach(async () => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
  await new Promise((resolve) => log.close(resolve));
  await machines.world.close();
});

interface Told {
  readonly code: unknown;
  readonly said: string;
}

/** As the shell would, with nobody at a terminal. */
async function run(language: Language, ...argv: readonly string[]): Promise<Told> {
  const parts: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((part) => parts.push(String(part)) > 0);
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  process.exitCode = undefined;
  const program = new Command('fit4work-agent').exitOverride();
  for (const add of [addGrants, addGrant, addWithdraw, addReads, addErase]) {
    add(program, language, (use) => use(context));
  }
  const asks =
    argv[0] === 'grants' && !argv.includes('--confirm')
      ? []
      : ['--passphrase-file', join(machines.world.vault.folder, 'passphrase')];
  await runProgram(program, { argv: [...argv, ...asks], language });
  vi.mocked(process.stdout.write).mockRestore();
  vi.mocked(process.stderr.write).mockRestore();
  return { code: process.exitCode, said: parts.join('') };
}

const silent = (): void => {
  machines.stored.onRequest = () => {
    throw new AgentError('unreachable', NETWORK_REFUSALS.coachSilent);
  };
};
const asData = async (...argv: readonly string[]): Promise<ReturnType<typeof JSON.parse>> =>
  JSON.parse((await run('en', ...argv, '--json')).said);
const withdrawn = async (): Promise<readonly unknown[]> =>
  (await asData('grants', '--all')).events.flatMap((each: { event: string; grant: string }) =>
    each.event === 'withdrawal' ? [each.grant] : [],
  );

describe('what an agent on another machine of the person signed', () => {
  it('is ended by `withdraw` here', async () => {
    const grant = machines.grant();
    expect(await asData('withdraw', '--all', '--wait', '0')).toMatchObject({ withdrawn: [grant], lookedUp: true });
    expect(await withdrawn()).toEqual([grant]);
  });

  it('ends with everything that is erased', async () => {
    const grant = machines.grant();
    expect(await asData('erase', '--all', '--yes', '--wait', '0')).toMatchObject({ lookedUp: true });
    expect(await withdrawn()).toEqual([grant]);
  });

  it('is named beside a grant that is to be signed for the same coach', async () => {
    const grant = machines.grant();
    const asked = ['--metrics', 'sleep', '--granularity', 'day', '--from', DAY, '--until', NEXT, '--preview'];
    expect(await asData('grant', '--coach', COACH, ...asked)).toMatchObject({
      besides: [{ id: grant }],
      lookedUp: true,
    });
  });

  it('covers a read that rests on it', async () => {
    const grant = machines.grant();
    await machines.world.tell(machines.world.record([grant]));
    const { code, said } = await run('en', 'reads', '--json');
    expect(JSON.parse(said)).toMatchObject({ sound: true, lookedUp: true, reads: [{ problems: [] }] });
    expect(code).toBeUndefined();
  });

  it('comes with `grants --confirm`, which then confirms it', async () => {
    const grant = machines.grant();
    expect(await asData('grants', '--confirm', '--yes')).toEqual({ restored: 1, confirmed: [grant], lookedUp: true });
  });
});

describe('where the coach API does not answer', () => {
  const SAYS = {
    en: 'did not say what another machine of yours shares',
    nl: 'zei niet wat een andere machine van u deelt',
  };

  it.each(['en', 'nl'] as const)(
    'each command does what it can and says what it could not look up (%s)',
    async (language) => {
      await machines.world.share();
      await machines.world.tell(machines.world.record([machines.grant()]));
      silent();
      const asked = ['--metrics', 'sleep', '--granularity', 'day', '--from', DAY, '--until', NEXT, '--preview'];
      const reads = await run(language, 'reads');
      expect([reads.code, reads.said]).toEqual([1, expect.stringContaining(SAYS[language])]);
      for (const argv of [
        ['grant', '--coach', COACH, ...asked],
        ['grants', '--confirm', '--yes'],
        ['withdraw', '--all', '--wait', '1'],
        ['erase', '--all', '--yes', '--wait', '0'],
      ]) {
        const { code, said } = await run(language, ...argv);
        expect([argv[0], code, said]).toEqual([argv[0], undefined, expect.stringContaining(SAYS[language])]);
      }
    },
  );

  it('a read whose grant is unknown names the other machine as a possibility', async () => {
    await machines.world.tell(machines.world.record([machines.grant()]));
    silent();
    expect((await run('en', 'reads')).said).toContain('Unless you signed it on another machine of yours');
    expect((await run('nl', 'reads')).said).toContain('Tenzij u ze op een andere machine van u tekende');
  });
});

describe('an answer of the coach API that cannot be believed', () => {
  it('keeps nobody from ending what is known here, and `grants --confirm` says what is wrong with it', async () => {
    const own = await machines.world.share();
    machines.stored.add('consents', new Uint8Array(90));
    const { said } = await run('en', 'withdraw', '--all', '--wait', '1');
    expect(said).toContain('cannot be believed');
    expect(await withdrawn()).toEqual([own]);
    expect(await asData('grants', '--confirm', '--yes')).toMatchObject({ error: { code: 'refused' } });
  });
});

describe('a recovery that left another agent standing', () => {
  it('is told by `grants` without a passphrase', async () => {
    vi.spyOn(context.vault, 'recovered').mockResolvedValue(JSON.stringify({ kept: [1] }));
    expect((await run('en', 'grants')).said).toContain('agent 1, on another machine of yours, may share more');
    expect((await run('nl', 'grants')).said).toContain('agent 1, op een andere machine van u, deelt misschien meer');
    expect(await asData('grants')).toMatchObject({ otherAgents: [1] });
  });
});
