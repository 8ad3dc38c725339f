import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { hex } from '../test/host.js';

const MAIN = path.resolve(import.meta.dirname, '../dist/main.js');
const folder = mkdtempSync(path.join(tmpdir(), 'fit4work-radio-'));
const running: ChildProcess[] = [];
const sockets: net.Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const child of running.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rmSync(folder, { recursive: true }));

type Running = ChildProcess & { stdout: NodeJS.ReadableStream; stderr: NodeJS.ReadableStream };

function start(...options: string[]): Running {
  const child = spawn(process.execPath, [MAIN, ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  return child;
}

async function listening(child: Running): Promise<number> {
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const ready = JSON.parse(line.toString()) as { event: string; port: number };
  expect(ready).toEqual({ event: 'listening', port: expect.any(Number) });
  return ready.port;
}

async function dial(port: number): Promise<net.Socket> {
  const socket = net.connect(port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

async function ask(socket: net.Socket, command: string): Promise<string> {
  const answer = once(socket, 'data') as Promise<[Buffer]>;
  socket.write(hex(command));
  return (await answer)[0].toString('hex');
}

async function refusal(...options: string[]): Promise<{ code: string; message: string }> {
  const child = start(...options);
  const [out, log, [exit]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  expect(exit).toBe(1);
  expect(out).toBe('');
  const lines = log.trimEnd().split('\n');
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '') as { code: string; message: string };
}

describe('fit4work-radio', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'says where it listens, serves a host, and ends with 0 at %s',
    async (signal) => {
      const child = start('--port', '0');
      const exit = once(child, 'exit');
      const socket = await dial(await listening(child));
      expect(await ask(socket, '01030c00')).toBe('040e0401030c00');
      child.kill(signal);
      expect(await exit).toEqual([0, null]);
    },
  );

  it('traces each connection into a file of its own, for its owner’s eyes alone', async () => {
    const file = path.join(folder, 'radio.btsnoop');
    const child = start('--port', '0', '--trace', file);
    const port = await listening(child);
    for (let host = 0; host < 2; host++) await ask(await dial(port), '01030c00');
    for (const each of [file, path.join(folder, 'radio-2.btsnoop')]) {
      const bytes = readFileSync(each);
      expect(bytes.subarray(0, 16).toString('hex')).toBe('6274736e6f6f700000000001000003ea');
      expect(bytes).toHaveLength(16 + 24 + 4 + 24 + 7);
      expect(statSync(each).mode & 0o777).toBe(0o600);
    }
  });

  it('refuses a connection whose trace cannot be written, and says so', async () => {
    const file = path.join(folder, 'taken.btsnoop');
    writeFileSync(file, 'kept');
    const child = start('--port', '0', '--trace', file);
    const port = await listening(child);
    const line = once(child.stderr, 'data') as Promise<[Buffer]>;
    const socket = await dial(port);
    const closed = once(socket, 'close');
    expect(JSON.parse((await line)[0].toString())).toMatchObject({ event: 'connection-refused', code: 'trace-file' });
    await closed;
    expect(readFileSync(file, 'utf8')).toBe('kept');
  });

  it('keeps two addresses apart that are out of range', async () => {
    const child = start(
      '--port',
      '0',
      '--signal',
      'c0:00:00:00:00:01,c0:00:00:00:00:02,out-of-range',
      '--pace',
      '--at-interval',
    );
    const port = await listening(child);
    const [near, far] = [await dial(port), await dial(port)];
    await ask(near, '0101fc06 0100000000c0');
    await ask(far, '0101fc06 0200000000c0');
    await ask(far, '0106200f 2000 2000 00 00 00 000000000000 07 00');
    await ask(far, '010a200101');
    await ask(near, '01010c08 ffffffffffffff3f');
    await ask(near, '010c20020100');
    const stranger = await dial(port);
    await ask(stranger, '0106200f 2000 2000 00 00 00 000000000000 07 00');
    const heard = once(near, 'data') as Promise<[Buffer]>;
    await ask(stranger, '010a200101');
    // The first that is heard is the stranger, though the other advertises too.
    expect((await heard)[0].toString('hex')).toMatch(/^043e0c02010000......0000f4/);
  });

  it.each<[string, readonly string[], string | RegExp]>([
    ['a port that is none', ['--port', '70000'], 'The port has to be a whole number from 0 to 65535.'],
    ['a seed that is none', ['--seed', '1.5'], 'The seed has to be a whole number from 0 to 4294967295.'],
    ['a chance above 1', ['--loss', '2'], 'The option loss is a chance and has to be from 0 to 1.'],
    ['a word for a number', ['--loss', 'much'], 'The option --loss takes a number such as 7, 0.01 or 1e-3.'],
    ['a chance below 0', ['--loss', '-1'], 'The option --loss takes a number such as 7, 0.01 or 1e-3.'],
    ['an option that is none', ['--los', '1'], "Unknown option '--los'; see --help."],
    ['an option without its value', ['--seed'], "Option '--seed <number>' argument missing; see --help."],
    ['a word too many', ['more'], /^Too many arguments.*; see --help\.$/],
    [
      'a pace of nothing',
      ['--pace', '0'],
      'The pace has to be a whole number of packets, 1 or more; leave it out for none.',
    ],
    [
      'half a signal',
      ['--signal', 'c0:00:00:00:00:01,-60'],
      'The option --signal takes two addresses and a strength: a,b,-70.',
    ],
    [
      'a signal of one address',
      ['--signal', 'c0:00:00:00:00:01,c0:00:00:00:00:01,-60'],
      'A signal is between two different addresses, in lower case with colons.',
    ],
  ])('refuses %s in one sentence', async (_, options, message) => {
    const expected = typeof message === 'string' ? message : expect.stringMatching(message);
    expect(await refusal('--port', '0', ...options)).toMatchObject({ code: 'bad-option', message: expected });
  });

  it('takes a chance in scientific notation', async () => {
    expect(await listening(start('--port', '0', '--loss', '1e-3'))).toBeGreaterThan(0);
    const { message } = await refusal('--port', '0', '--loss', '2e0');
    expect(message).toBe('The option loss is a chance and has to be from 0 to 1.');
  });

  it('refuses at its start a trace in a folder that is none', async () => {
    const file = path.join(folder, 'a-file');
    writeFileSync(file, '');
    for (const none of [path.join(folder, 'absent'), file]) {
      const { code, message } = await refusal('--port', '0', '--trace', path.join(none, 'radio.btsnoop'));
      expect(code).toBe('trace-file');
      expect(message).toBe(`The folder ${none} cannot hold a trace; name one that you may write to.`);
    }
  });

  it('names a port that is taken, and what to do', async () => {
    const port = await listening(start('--port', '0'));
    const { code, message } = await refusal('--port', String(port));
    expect(code).toBe('port-busy');
    expect(message).toContain(`Port ${port} is in use`);
  });

  it('tells its options with their defaults', async () => {
    const child = start('--help');
    const [out, [exit]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    expect(exit).toBe(0);
    const words = out.replace(/\s+/g, ' ');
    expect(words).toContain('--port <number> where to listen; 0 takes a free port (default: 9100)');
    expect(words).toContain('--loss <chance> that a packet on the air is not heard, 0 to 1 (default: 0)');
  });
});
