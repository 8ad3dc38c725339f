import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { utf8 } from '@fit4work/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../../../../test/src/requirement.js';
import { flipBits } from '../../../test/flip-bits.js';
import { temporaryFolder } from '../../../test/kit.js';
import { OpensslAuthority, openssl } from '../../../test/openssl-authority.js';
import { StampError } from '../error.js';
import type { StampExpectation } from '../ports.js';
import { verdictOn } from '../verdict-on.js';
import { readCertificates } from './certificates.js';
import { encodeStampRequest, NONCE_BYTES, nonceOf } from './rfc3161-request.js';
import { claimedTime, stampVerifier } from './rfc3161-response.js';

const MESSAGE = utf8('log.example/fit4work\n5\nroot\n\nsignatures\n');

describeWith(['openssl'], 'a stamp of an authority that openssl plays', () => {
  const { path, remove } = temporaryFolder();
  const authority = new OpensslAuthority(path);
  const nonce = nonceOf(randomBytes(NONCE_BYTES));
  const query = encodeStampRequest(MESSAGE, nonce);
  const expected: StampExpectation = { message: MESSAGE, nonce, policies: ['1.2.3.4.1'] };
  let sound: Uint8Array;

  beforeAll(async () => {
    await authority.root('root');
    await authority.issue('tsa', 'root', { use: 'stamps' });
    sound = await authority.reply(query, { name: 'tsa' });
  });
  afterAll(remove);

  const pem = (name: string) => readFileSync(authority.path(`${name}.pem`), 'utf8');
  const verify = (response: Uint8Array, change: Partial<StampExpectation> = {}, ca = 'root') =>
    stampVerifier(readCertificates(authority.path(`${ca}.pem`)))(response, { ...expected, ...change });
  const refusal = (response: Uint8Array, change: Partial<StampExpectation> = {}, ca = 'root') =>
    verify(response, change, ca).then(
      () => 'sound',
      (error: unknown) => (error instanceof StampError ? error.code : error),
    );

  it('is believed, with its time, accuracy, policy and name, and openssl believes it too', async () => {
    const facts = await verify(sound);
    expect(facts).toMatchObject({ accuracy: 1.5001, policy: '1.2.3.4.1', authority: 'tsa' });
    expect(Math.abs(facts.genTime - Date.now() / 1000)).toBeLessThan(120);
    expect(claimedTime(sound)).toBe(facts.genTime);
    expect(await authority.verifies(sound, MESSAGE, 'root')).toBe(true);
  });

  it('is asked for in a request that openssl reads as it is meant', async () => {
    writeFileSync(authority.path('asked.tsq'), encodeStampRequest(MESSAGE, nonce, '1.2.3.4.5'));
    const text = await openssl(path, 'ts', '-query', '-in', 'asked.tsq', '-text');
    expect(text).toMatch(/Hash Algorithm: sha256/);
    expect(text).toMatch(/Policy OID: 1\.2\.3\.4\.5/);
    expect(text).toMatch(/Certificate required: yes/);
    expect(text.toLowerCase()).toContain(`nonce: 0x${Buffer.from(nonce).toString('hex')}`);
  });

  it('of RSA, and under an authority between, is believed by the root and by the one between alone', async () => {
    await authority.root('old', 'rsa');
    await authority.issue('between', 'old', { use: 'root' });
    await authority.issue('below', 'between', { use: 'stamps', key: 'rsa' });
    const response = await authority.reply(query, { name: 'below', chain: 'between' });
    expect(await refusal(response, {}, 'old')).toBe('sound');
    expect(await refusal(response, {}, 'between')).toBe('sound');
    expect(await refusal(response)).toBe('unknown-authority');
    // Without the one between nothing leads to the root.
    const bare = await authority.reply(query, { name: 'below' });
    expect(await refusal(bare, {}, 'old')).toBe('unknown-authority');
    expect(await refusal(bare, {}, 'between')).toBe('sound');
  });

  it('of other bytes, of another request or under another policy is refused as that', async () => {
    expect(await refusal(sound, { message: utf8('other') })).toBe('other-imprint');
    expect(await refusal(sound, { nonce: nonceOf(randomBytes(NONCE_BYTES)) })).toBe('other-nonce');
    expect(await refusal(sound, { policies: ['1.2.3.4.5'] })).toBe('other-policy');
    expect(await refusal(sound, { nonce: undefined, policies: [] })).toBe('sound');
    const wanted = await authority.reply(encodeStampRequest(MESSAGE, nonce, '1.2.3.4.5'), { name: 'tsa' });
    expect(await refusal(wanted, { policies: ['1.2.3.4.5'] })).toBe('sound');
    await openssl(path, 'ts', '-query', '-data', 'root.pem', '-sha384', '-cert', '-out', 'longer.tsq');
    const longer = await authority.reply(readFileSync(authority.path('longer.tsq')), { name: 'tsa' });
    expect(await refusal(longer, { message: readFileSync(authority.path('root.pem')) })).toBe('other-imprint');
  });

  it('that the authority refuses to make is named so', async () => {
    const answer = await authority.reply(encodeStampRequest(MESSAGE, nonce, '9.9.9'), { name: 'tsa' });
    expect(await refusal(answer)).toBe('refused');
  });

  it('without a certificate, or whose certificate is named by SHA-1 alone, is refused', async () => {
    await openssl(path, 'ts', '-query', '-data', 'root.pem', '-sha256', '-no_nonce', '-out', 'bare.tsq');
    const bare = await authority.reply(readFileSync(authority.path('bare.tsq')), { name: 'tsa' });
    const message = readFileSync(authority.path('root.pem'));
    expect(await refusal(bare, { message, nonce: undefined })).toBe('bad-signature');
    expect(await refusal(bare, { message })).toBe('other-nonce');
    const old = await authority.reply(query, { name: 'tsa', essHash: 'sha1' });
    expect(await refusal(old)).toBe('other-signer');
    expect(await refusal(await authority.reply(query, { name: 'tsa', essHash: 'sha384' }))).toBe('sound');
  });

  it('of a certificate that expired before the stamp is refused', async () => {
    await authority.issueExpired('gone', 'root');
    expect(await refusal(await authority.reply(query, { name: 'gone' }))).toBe('expired');
    // Of a stranger: anybody can make a certificate that expired, or one for something else.
    await authority.root('nobody');
    await authority.issueExpired('nobodys', 'nobody');
    expect(await refusal(await authority.reply(query, { name: 'nobodys' }))).toBe('unknown-authority');
    await authority.issue('nobodys-mailer', 'nobody', { use: 'mail' });
    expect(await refusal(await authority.signAnew(sound, 'nobodys-mailer'))).toBe('unknown-authority');
  });

  it('of a certificate that is for something else too, or does not insist on it, is refused', async () => {
    await authority.issue('mailer', 'root', { use: 'mail' });
    await authority.issue('lax', 'root', { use: 'notCritical' });
    expect(await refusal(await authority.signAnew(sound, 'mailer'))).toBe('wrong-purpose');
    expect(await refusal(await authority.signAnew(sound, 'lax'))).toBe('wrong-purpose');
    await authority.issue('cipher', 'root', { use: 'encipher' });
    await authority.issue('strangely', 'root', { use: 'strangely' });
    expect(await refusal(await authority.signAnew(sound, 'cipher'))).toBe('wrong-purpose');
    expect(await refusal(await authority.signAnew(sound, 'strangely'))).toBe('wrong-purpose');
    // The same way of signing, with the right certificate, is fine: it is the purpose that was refused.
    expect(await refusal(await authority.signAnew(sound, 'tsa'))).toBe('sound');
    expect(await refusal(await authority.signAnew(sound, 'tsa', []))).toBe('other-signer');
    expect(await refusal(await authority.signAnew(sound, 'tsa', ['-cades', '-md', 'sha1']))).toBe('bad-signature');
  });

  it('of a certificate that was issued by what is no authority is refused', async () => {
    await authority.issue('shop', 'root', { use: 'stamps' });
    await authority.issue('usurper', 'shop', { use: 'stamps' });
    const response = await authority.reply(query, { name: 'usurper', chain: 'shop' });
    expect(await refusal(response)).toBe('unknown-authority');
    expect(() => readCertificates(authority.path('shop.pem'))).toThrowError(/certificates of authorities/);
    await authority.issue('last', 'root', { use: 'last' });
    await authority.issue('beyond', 'last', { use: 'root' });
    await authority.issue('tooFar', 'beyond', { use: 'stamps' });
    await authority.issue('near', 'last', { use: 'stamps' });
    writeFileSync(authority.path('both.pem'), `${pem('last')}${pem('beyond')}`);
    expect(await refusal(await authority.reply(query, { name: 'near', chain: 'both' }))).toBe('sound');
    expect(await refusal(await authority.reply(query, { name: 'tooFar', chain: 'both' }))).toBe('unknown-authority');
    await authority.root('stranger');
    await authority.issue('strange', 'stranger', { use: 'stamps' });
    expect(await refusal(await authority.reply(query, { name: 'strange' }))).toBe('unknown-authority');
    expect(await refusal(await authority.reply(query, { name: 'strange', chain: 'stranger' }))).toBe(
      'unknown-authority',
    );
  });

  it('is nobody’s breach where whoever has any other certificate of the authority made it', async () => {
    await authority.issue('citizen', 'root', { use: 'citizen' });
    const verdictOf = async (response: Uint8Array): Promise<readonly [string, string]> =>
      verify(response).then(
        () => ['sound', 'sound'] as const,
        (error: StampError) => [error.code, verdictOn(error)] as const,
      );
    const nobodys = ['not-an-authority', 'unknown'];
    expect(await verdictOf(await authority.signAnew(sound, 'citizen'))).toEqual(nobodys);
    expect(await verdictOf(await authority.signAnew(sound, 'citizen', []))).toEqual(nobodys);
    // What a citizen issues: of the wrong purpose, or of the past, as the citizen likes; nor may an authority that may not certify.
    await authority.issue('signing', 'root', { use: 'signing' });
    for (const issuer of ['citizen', 'signing']) {
      await authority.issue('fake', issuer, { use: 'mail' });
      await authority.issueExpired('fakeold', issuer);
      for (const name of ['fake', 'fakeold']) {
        const response = await authority.signAnew(sound, name, ['-cades', '-certfile', `${issuer}.pem`]);
        expect(await verdictOf(response), `${name} of ${issuer}`).toEqual(['unknown-authority', 'unknown']);
      }
    }
    // Of an authority in between it is a breach.
    await authority.issue('office', 'root', { use: 'last' });
    await authority.issueExpired('worn', 'office');
    const chained = ['-cades', '-certfile', 'office.pem'];
    expect(await verdictOf(await authority.signAnew(sound, 'worn', chained))).toEqual(['expired', 'unsound']);
    await authority.issue('below-office', 'office', { use: 'root' });
    await authority.issueExpired('far', 'below-office');
    writeFileSync(authority.path('offices.pem'), `${pem('office')}${pem('below-office')}`);
    const far = await authority.signAnew(sound, 'far', ['-cades', '-certfile', 'offices.pem']);
    expect(await verdictOf(far)).toEqual(['unknown-authority', 'unknown']);
  });

  it('with a flipped bit is refused with its own error, unless the bit says nothing', async () => {
    const codes = await flipBits(sound, refusal, 61);
    expect(codes.unforeseen).toEqual([]);
    expect(codes.sound).toBeLessThan(codes.all / 20);
  });

  it('that is cut short, goes on, or is no stamp at all is malformed', async () => {
    const wrong = [new Uint8Array(0), sound.slice(0, -1), Uint8Array.from([...sound, 0]), utf8('<html>'), MESSAGE];
    for (const bytes of [...wrong, new Uint8Array(64 * 1024 + 1)]) expect(await refusal(bytes)).toBe('malformed');
    for (const bytes of wrong) expect(() => claimedTime(bytes)).toThrowError(StampError);
  });

  it('needs a file of certificates in PEM', () => {
    for (const name of ['nowhere.pem', 'tsa.key', 'tsa.pem']) {
      expect(() => readCertificates(authority.path(name))).toThrowError(/cannot be used/);
    }
  });
});
