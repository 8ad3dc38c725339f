import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../../test/src/requirement.js';
import { type Ended, runProgram } from '../test/load-process.js';
import { type Administrator, enrol } from './enrolment.js';
import { type OwnNetwork, startOwnNetwork } from './own-network.js';
import type { LoadDocument } from './run-load.js';

const SIZES = ['--people', '3000', '--agents', '2', '--seconds', '2', '--json'];

/** Where agents that are invited find the broker. */
async function brokerOf(administrator: Administrator): Promise<URL> {
  const { place } = await enrol(administrator, 1, () => undefined);
  return new URL(place.brokerUrl);
}

describeWith(['openssl'], 'fit4work-load over TLS', () => {
  let folder: string;
  let network: OwnNetwork;
  const run = (...args: readonly string[]): Promise<Ended> => runProgram(folder, args);
  const given = (...more: readonly string[]): Promise<Ended> =>
    run('--coach', network.administrator.coachUrl, '--token-file', join(folder, 'token'), ...SIZES, ...more);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'f4w-load-'));
    network = await startOwnNetwork({ database: undefined, batchMs: 200, tls: true });
    await writeFile(join(folder, 'token'), network.administrator.token);
  }, 120_000);
  afterAll(async () => {
    await network.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('plays against a broker that speaks TLS, by the authority that it is given', async () => {
    const { code, output } = await given('--ca', network.authority ?? '');
    const document: LoadDocument = JSON.parse(output);
    expect([code, document.transport, document.rows.map(({ missing }) => missing)]).toEqual([0, 'mqtts', [0]]);
    expect(document.rows[0]?.envelopes).toBeGreaterThan(0);
  }, 120_000);

  it('has its own network speak TLS 1.3 alone, by a certificate of this run', async () => {
    const { hostname: host, port, protocol } = await brokerOf(network.administrator);
    const socket = connect({ host, port: Number(port), ca: readFileSync(network.authority ?? '') });
    await once(socket, 'secureConnect');
    expect([protocol, socket.authorized, socket.getProtocol()]).toEqual(['mqtts:', true, 'TLSv1.3']);
    socket.destroy();
  });

  it('says in one sentence that nobody connects where the certificate is believed by nobody', async () => {
    const { code, output, said } = await given();
    expect([code, output]).toEqual([1, '']);
    expect(said).toMatch(/^fit4work-load: The broker shows a certificate .*SIGNED.*--ca/m);
  }, 60_000);

  it.each([
    ['is not there', 'nowhere.pem', 'cannot be read'],
    ['has no certificate', 'token', 'no certificate'],
  ])('refuses an authority that %s', async (_, name, named) => {
    const { code, said } = await given('--ca', join(folder, name));
    expect([code, said]).toEqual([2, expect.stringMatching(new RegExp(`^fit4work-load: .*${name} .*${named}`))]);
  });

  it('plays a rate and comes back to a broker that died, all of it over TLS, and misses nothing', async () => {
    const { code, output } = await run(...SIZES, '--tls', '--storms');
    const document: LoadDocument = JSON.parse(output);
    expect([code, document.transport]).toEqual([0, 'mqtts']);
    expect(document.rows.map(({ name, missing }) => [name, missing])).toEqual([
      ['3000 people', 0],
      ['quarter hour', 0],
      ['come back', 0],
    ]);
  }, 240_000);
});
