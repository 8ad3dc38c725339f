import { type CentralTimes, NobleCentral } from '@fit4work/edge-agent';
import { Air, inProcessTransport } from '@fit4work/virtual-radio';
import { AttPeer, oneValueServer } from './att-peer.js';
import { Wire } from './wire.js';

/** Nothing here is to end by its time unless a test gives it a short one. */
export const LONG_MS = 30_000;
const TIMES: CentralTimes = { powerOnMs: LONG_MS, stepMs: LONG_MS, restMs: 0, shareMs: LONG_MS };

/** A central in this process, on a watched way to an air with scripted peers. */
export class RadioWorld {
  readonly air = new Air();
  readonly wire = new Wire(inProcessTransport(this.air));
  readonly faults: string[] = [];
  readonly central: NobleCentral;

  constructor(times: Partial<CentralTimes> = {}) {
    this.central = new NobleCentral({
      hci: this.wire.hci,
      times: { ...TIMES, ...times },
      report: (code) => this.faults.push(code),
    });
  }

  /** Hears and accepts, with a value that can be read. */
  peer(address: string, answer = oneValueServer(23, Buffer.from([1]))): AttPeer {
    return new AttPeer(this.air, address, answer).advertise();
  }

  /** Can be heard, and never accepts a connection. */
  unwilling(address: string): AttPeer {
    return new AttPeer(this.air, address, oneValueServer(23, Buffer.from([1]))).advertise('neverAccepts');
  }

  async close(): Promise<void> {
    await this.central.close();
  }
}
