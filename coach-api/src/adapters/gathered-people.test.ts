import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { cryptoReady, signingKey } from '@fit4work/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { PeerMarks } from '../core/peer-marks.js';
import { DISTRICTS_HEADER, gatherPeople } from './gathered-people.js';
import { PeerClient } from './peer-client.js';

await cryptoReady;
const peers = new PeerClient({
  marks: new PeerMarks(signingKey(new Uint8Array(32).fill(1))),
  clock: { now: () => 1_000 },
});
const HEAD = { [DISTRICTS_HEADER]: '1', 'content-type': 'application/json' };
const BEN = { pseudonym: `1${'0'.repeat(31)}`, grants: [] };

describe('the list of people of whom another coach API has some', () => {
  let server: Server;
  afterEach(() => server.close());

  async function listOf(answering: RequestListener) {
    server = createServer(answering).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address !== 'object' || address === null) return expect.fail('it does not listen');
    const others = (): readonly string[] => [`http://127.0.0.1:${address.port}`];
    return gatherPeople({ districts: ['0'], people: [] }, {}, { peers, others, wanted: ['0', '1'] });
  }

  it('has those', async () => {
    const list = listOf((_asked, answer) => answer.writeHead(200, HEAD).end(JSON.stringify({ people: [BEN] })));
    expect(await list).toEqual([BEN]);
  });

  it.each<[string, RequestListener]>([
    ['breaks off', (_, answer) => void answer.writeHead(200, HEAD).write('{"people":[', () => answer.destroy())],
    ['is cut short', (_, answer) => void answer.writeHead(200, HEAD).end('{"people":[')],
    ['has no people', (_, answer) => void answer.writeHead(200, HEAD).end('{}')],
    ['is a refusal', (_, answer) => void answer.writeHead(403, HEAD).end('{"people":[]}')],
  ])('is none for now where that answer %s: nobody is left out of it in silence', async (_title, answering) => {
    await expect(listOf(answering)).rejects.toMatchObject({ code: 'not-held' });
  });
});
