import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askAsOnlookers, canaryMarkers, Gate, MarkerSearch, Recording, Supervisor } from '@fit4work/demo';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/* That the demo sees its canary in each medium, where somebody leaks it there: a search that finds nothing has to be able to. */

const CANARY = Uint8Array.from({ length: 24 }, (_, i) => (i * 89 + 31) % 256);
const STEPS = Array.from({ length: 24 }, (_, i) => 1 + ((CANARY[i] ?? 0) % 200));
const TIMEOUT = 60_000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'media-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What a search of the whole folder sees, by marker and place. */
function seen(): readonly string[] {
  const search = new MarkerSearch(canaryMarkers(CANARY, '2024-02-02'));
  search.folder(folder, () => false);
  return search.sightings.map(({ marker, place }) => `${marker} in ${place}`);
}

/** A service that logs its numbers, or has them in its memory alone. */
async function supervise(says: string): Promise<Supervisor> {
  const program = join(folder, 'leak.mjs');
  const words = ['const list = JSON.parse(process.env.LIST);', says, 'setInterval(() => list.length, 1_000);'];
  const ready = `process.stdout.write('{"event":"listening","port":1}\\n');`;
  writeFileSync(program, [...words, ready].join('\n'));
  const supervisor = new Supervisor({
    ...{ logs: join(folder, 'logs'), cores: join(folder, 'cores') },
    ...{ inspector: undefined, onRestart: () => undefined },
  });
  await supervisor.service({ name: 'leak', argv: [program], env: { LIST: JSON.stringify(STEPS) } }, () => undefined);
  return supervisor;
}

describe('a leak is seen', () => {
  it('in a line that a process logs', async () => {
    const supervisor = await supervise("process.stderr.write(list.join(', '));");
    await expect.poll(seen, { timeout: TIMEOUT }).toContain('steps as spaced text in logs/leak.log');
    await supervisor.stop();
  });

  it.runIf(isCoreHere())(
    'in the core of a process that has it in memory alone, as a list of numbers',
    async () => {
      const supervisor = await supervise('');
      expect(await supervisor.dump((name) => name === 'leak')).toBe(1);
      await supervisor.stop();
      expect(
        seen().filter((sighting) => sighting.startsWith('steps as a list in memory in cores/leak/core')),
      ).toHaveLength(1);
    },
    TIMEOUT,
  );

  it('in a packet that passes a gate', async () => {
    const recording = new Recording(join(folder, 'recorded'));
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const gate = await Gate.open(0, () => recording.stream('broker'));
    gate.target = typeof address === 'object' && address !== null ? address.port : undefined;
    const socket = connect(gate.port, '127.0.0.1');
    socket.end(Buffer.from(STEPS));
    await once(socket.resume(), 'close');
    await gate.close();
    server.close();
    expect(seen()).toContain('steps as bytes in recorded/0001 broker');
  });

  it.each(['nobody', 'administrator'])('in what %s is answered', async (caller) => {
    const recording = new Recording(join(folder, 'recorded'));
    const server = createServer((request, response) => {
      const isHere = (request.headers.authorization === undefined) === (caller === 'nobody');
      const leak =
        request.url === '/v1/people/abc' && isHere
          ? JSON.stringify(STEPS)
          : '{"paths":{"/v1/people/{pseudonym}":{"get":{}}}}';
      response.end(leak);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const coachUrl = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
    await askAsOnlookers({ adminToken: 'token', network: { coachUrl }, pseudonym: 'abc', recording });
    server.close();
    expect(seen()).toContainEqual(
      expect.stringMatching(`^steps as text in recorded/\\d+ answer-to-${caller}-v1-people-abc$`),
    );
  });
});

/** Whether cores come into the folder of who left them. */
function isCoreHere(): boolean {
  return process.platform === 'linux' && readFileSync('/proc/sys/kernel/core_pattern', 'utf8').startsWith('core');
}
