import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answering, failing, hanging, type Peer, startPeer } from '../../../test/authority-server.js';
import { HttpAuthority } from './http-authority.js';
import { HttpCalendar } from './http-calendar.js';

const TIMEOUT_MS = 100;
const never = new AbortController().signal;
const facts = { genTime: 1, accuracy: undefined, policy: '1.2', authority: 'tsa' };

describe('a peer over HTTP', () => {
  let peer: Peer;
  beforeEach(async () => {
    peer = await startPeer(hanging);
  });
  afterEach(() => peer.close());

  const authority = () =>
    new HttpAuthority({
      name: 'one',
      url: peer.url,
      policies: [],
      login: undefined,
      verify: async () => facts,
      entropy: (length) => new Uint8Array(length),
      timeoutMs: TIMEOUT_MS,
    });
  const calendar = () => new HttpCalendar({ uri: peer.url, takesDigests: true, timeoutMs: TIMEOUT_MS });
  const digest = new Uint8Array(32);

  it('that hangs, or sends its answer drop by drop, is given up in time', async () => {
    const dripping: Parameters<Peer['behave']>[0] = (_body, _request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'), 10);
      response.on('close', () => clearInterval(timer));
    };
    for (const behaviour of [hanging, dripping]) {
      peer.behave(behaviour);
      await expect(authority().stamp(digest, never)).rejects.toMatchObject({ code: 'no-answer' });
      await expect(calendar().submit(digest, never)).rejects.toMatchObject({ code: 'no-answer' });
      await expect(calendar().find(digest, never)).rejects.toMatchObject({ code: 'no-answer' });
    }
  });

  it('that is not there, answers too much, elsewhere or with an error, is named so', async () => {
    const wrong = [failing(500), failing(204), answering(() => new Uint8Array(70_000))];
    for (const behaviour of wrong) {
      peer.behave(behaviour);
      await expect(authority().stamp(digest, never)).rejects.toMatchObject({ code: 'no-answer' });
      await expect(calendar().submit(digest, never)).rejects.toMatchObject({ code: 'no-answer' });
      await expect(calendar().find(digest, never)).rejects.toMatchObject({ code: 'no-answer' });
    }
    const gone = new HttpCalendar({ uri: 'http://127.0.0.1:1', takesDigests: true });
    await expect(gone.submit(digest, never)).rejects.toMatchObject({ code: 'no-answer' });
  });

  it('of a calendar that has nothing yet says so by 404, which is no answer to a submission', async () => {
    peer.behave(failing(404));
    expect(await calendar().find(Uint8Array.of(0xab), never)).toBeUndefined();
    expect(peer.asked[0]?.url).toBe('/timestamp/ab');
    expect(peer.asked[0]?.headers.accept).toBe('application/vnd.opentimestamps.v1');
    await expect(calendar().submit(digest, never)).rejects.toMatchObject({ code: 'no-answer' });
  });

  it('gives what it answers, as it came', async () => {
    peer.behave(answering((body) => Uint8Array.from([...body, 7])));
    expect(await calendar().submit(digest, never)).toEqual(Uint8Array.from([...digest, 7]));
    expect((await authority().stamp(digest, never)).facts).toBe(facts);
  });
});
