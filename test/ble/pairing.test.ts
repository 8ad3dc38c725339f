import { createRequire } from 'node:module';
import { type Bleno, startBleno } from '@fit4work/firmware-sim';
import type HciSocket from '@fit4work/hci-seam';
import { Air, inProcessTransport } from '@fit4work/virtual-radio';
import { describe, expect, it } from 'vitest';

/** What is used of noble here. */
interface Characteristic {
  readAsync(): Promise<Buffer>;
}
interface Peripheral {
  connectAsync(): Promise<void>;
  discoverSomeServicesAndCharacteristicsAsync(
    services: string[],
    characteristics: string[],
  ): Promise<{ characteristics: Characteristic[] }>;
}
interface Noble {
  on(event: 'stateChange', listener: (state: string) => void): void;
  once(event: 'discover', listener: (peripheral: Peripheral) => void): void;
  startScanning(services: string[], duplicates: boolean): void;
  stopScanning(): void;
}
interface Bindings {
  _hci: { _socket: HciSocket.HciSocketApi; pollIsDevUp(): void };
}

/** As the agent would load it: noble is the agent's dependency, not that of the tests. */
const load = createRequire(import.meta.resolve('@fit4work/edge-agent'));
const seam = load('@fit4work/hci-seam') as typeof HciSocket;

function startNoble(target: HciSocket.HciTarget): { noble: Noble; bindings: Bindings } {
  const module = { package: '@abandonware/noble', entry: 'lib/hci-socket/bindings.js' };
  const Constructor = seam.loadHostWith(load, module, seam.createSeam(target)) as new (options: object) => Bindings;
  const bindings = new Constructor({});
  const noble = (load('@abandonware/noble/with-bindings.js') as (bindings: Bindings) => Noble)(bindings);
  return { noble, bindings };
}

function securedService(bleno: Bleno): object {
  const options = {
    uuid: '2aaa',
    properties: ['read'],
    secure: ['read'],
    onReadRequest: (_offset: number, done: (result: number, data: Buffer) => void) => done(0, Buffer.from('kept')),
  };
  return new bleno.PrimaryService({ uuid: 'fee0', characteristics: [new bleno.Characteristic(options)] });
}

describe('pairing on the virtual radio', () => {
  it('encrypts the link with the key that the seam kept in the place of the kernel', async () => {
    const air = new Air();
    const bleno = startBleno(inProcessTransport(air), (host, state) => {
      if (state !== 'poweredOn') return;
      host.setServices([securedService(host)]);
      host.startAdvertising('secured', ['fee0']);
    });
    const { noble, bindings } = startNoble(inProcessTransport(air));
    const found = new Promise<Peripheral>((resolve) => noble.once('discover', resolve));
    noble.on('stateChange', (state) => {
      if (state === 'poweredOn') noble.startScanning([], false);
    });
    const peripheral = await found;
    noble.stopScanning();
    await peripheral.connectAsync();
    const { characteristics } = await peripheral.discoverSomeServicesAndCharacteristicsAsync(['fee0'], []);
    expect((await characteristics[0]?.readAsync())?.toString()).toBe('kept');
    bindings._hci.pollIsDevUp = () => undefined;
    for (const socket of [bindings._hci._socket, bleno._bindings._hci._socket]) socket.stop();
  });
});
