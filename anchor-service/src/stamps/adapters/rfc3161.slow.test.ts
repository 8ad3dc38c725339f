import { randomBytes } from 'node:crypto';
import { utf8 } from '@fit4work/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../../../../test/src/requirement.js';
import { flipBits } from '../../../test/flip-bits.js';
import { temporaryFolder } from '../../../test/kit.js';
import { OpensslAuthority } from '../../../test/openssl-authority.js';
import { StampError } from '../error.js';
import { readCertificates } from './certificates.js';
import { encodeStampRequest, NONCE_BYTES, nonceOf } from './rfc3161-request.js';
import { stampVerifier } from './rfc3161-response.js';

describeWith(['openssl'], 'a stamp of which every bit is flipped in turn', () => {
  const { path, remove } = temporaryFolder();
  const authority = new OpensslAuthority(path);
  beforeAll(async () => {
    await authority.root('root');
    await authority.issue('tsa', 'root', { use: 'stamps' });
  });
  afterAll(remove);

  it('is refused with its own error, unless the bit says nothing', async () => {
    const message = utf8('a checkpoint');
    const nonce = nonceOf(randomBytes(NONCE_BYTES));
    const sound = await authority.reply(encodeStampRequest(message, nonce), { name: 'tsa' });
    const verify = stampVerifier(readCertificates(authority.path('root.pem')));
    const judge = (stamp: Uint8Array) =>
      verify(stamp, { message, nonce, policies: [] }).then(
        () => 'sound',
        (error: unknown) => (error instanceof StampError ? error.code : error),
      );
    const flips = await flipBits(sound, judge, 1);
    expect(flips.all).toBe(sound.length * 8);
    expect(flips.unforeseen).toEqual([]);
    expect(flips.sound).toBeLessThan(flips.all / 20);
  }, 600_000);
});
