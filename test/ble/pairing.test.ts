import { type Bleno, startBleno } from '@fit4work/firmware-sim';
import { Air, inProcessTransport } from '@fit4work/virtual-radio';
import { describe, expect, it } from 'vitest';
import { RawCentral } from './raw-central.js';

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
    const central = new RawCentral(inProcessTransport(air));
    const link = await central.connect();
    expect(Buffer.from(await link.read('2aaa')).toString()).toBe('kept');
    central.close();
    bleno._bindings._hci._socket.stop();
  });
});
