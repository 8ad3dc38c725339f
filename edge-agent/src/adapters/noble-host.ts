import { createRequire } from 'node:module';
import HciSocket from '@fit4work/hci-seam';
import { Lifeline } from '../gatt/lifeline.js';
import { WearableError } from '../wearable-error.js';
import type { Noble, NobleBindings, NobleHci } from './noble-internals.js';
import { NobleScan } from './noble-scan.js';

const load = createRequire(import.meta.url);
const POLL_MS = 1000;

/**
 * A noble of its own on one radio, with its faults mended from outside. It lives until the radio is lost or it is
 * closed.
 */
export class NobleHost {
  readonly lifeline = new Lifeline();
  readonly scan: NobleScan;
  private poll: NodeJS.Timeout | undefined;

  private constructor(
    readonly noble: Noble,
    readonly bindings: NobleBindings,
    private readonly report: (code: string) => void,
  ) {
    this.scan = new NobleScan(noble, this.lifeline);
  }

  /** @throws WearableError `no-radio`, `timeout` */
  static async start(target: HciSocket.HciTarget | undefined, options: HostOptions): Promise<NobleHost> {
    const { noble, bindings } = loadNoble(target);
    const host = new NobleHost(noble, bindings, options.report);
    const forget = options.central.onEnd(() => host.close());
    try {
      host.mend();
      await host.poweredOn(options.powerOnMs);
      return host;
    } catch (error) {
      host.close();
      throw error instanceof WearableError ? error : noRadio('The Bluetooth radio cannot be opened', error);
    } finally {
      forget();
    }
  }

  /** Leaves nothing behind that would keep the process alive. */
  close(): void {
    this.lose(new WearableError('closed', 'The central is closed.'));
  }

  lose(error: WearableError): void {
    clearInterval(this.poll);
    this.lifeline.end(error);
    this.bindings._hci._socket.stop();
  }

  private mend(): void {
    const hci = this.bindings._hci;
    // The user channel would keep noble from ever asking for the buffer size, without which it sends nothing.
    hci._userChannel = undefined;
    hci.pollIsDevUp = () => this.watchDevice();
    guardSending(hci, this.report);
    this.hearOnlyWanted(hci);
    this.noble.on('warning', () => this.report('noble-warning'));
    hci._socket.on('error', (error: { code?: string; message: string }) => {
      if (error.code === 'host-fault') this.report('malformed-packet');
      else this.lose(noRadio(error.message, error));
    });
  }

  /** The work of noble's own poll, with a timer that does not keep the process alive and ends with the host. */
  private watchDevice(): void {
    const hci = this.bindings._hci;
    let up = false;
    const look = (): void => {
      const now = hci._socket.isDevUp();
      if (up && !now) this.lose(noRadio('The Bluetooth adapter was switched off'));
      else if (now && !up) announce(hci);
      up = now;
    };
    this.poll = setInterval(look, POLL_MS).unref();
    look();
  }

  private hearOnlyWanted(hci: NobleHci): void {
    const before = hci.listeners('leAdvertisingReport');
    hci.removeAllListeners('leAdvertisingReport');
    hci.on('leAdvertisingReport', (status: number, type: number, address: string, ...rest: unknown[]) => {
      this.scan.heard(address, rest);
      if (!this.scan.isWanted(address)) return;
      for (const listener of before) Reflect.apply(listener, hci, [status, type, address, ...rest]);
    });
  }

  private poweredOn(milliseconds: number): Promise<void> {
    return this.lifeline.bounded('Switching the radio on', milliseconds, (done, fail) => {
      // Reading the state first makes noble open its socket here and now; a listener first would make it do so on a
      // later tick.
      const opened = withoutProcessListeners(() => this.open(fail));
      if (opened === 'poweredOn') done();
      this.noble.on('stateChange', (state: string) => {
        if (state === 'poweredOn') done();
        else if (state === 'unauthorized') fail(noRadio('This process may not use Bluetooth'));
        else if (state === 'unsupported') fail(noRadio('The Bluetooth adapter cannot do Low Energy'));
      });
    });
  }

  private open(fail: (error: WearableError) => void): string | undefined {
    try {
      return this.noble.state;
    } catch (error) {
      fail(noRadio('The Bluetooth radio cannot be opened', error));
      return undefined;
    }
  }
}

interface HostOptions {
  readonly powerOnMs: number;
  readonly report: (code: string) => void;
  /** Its end is that of a start that is still under way. */
  readonly central: Lifeline;
}

function loadNoble(target: HciSocket.HciTarget | undefined): { noble: Noble; bindings: NobleBindings } {
  const module = { package: '@abandonware/noble', entry: 'lib/hci-socket/bindings.js' };
  const Bindings = HciSocket.loadHostWith(load, module, HciSocket.createSeam(target)) as new (
    options: object,
  ) => NobleBindings;
  const withBindings = load('@abandonware/noble/with-bindings.js') as (bindings: NobleBindings) => Noble;
  const bindings = new Bindings({});
  return { noble: withBindings(bindings), bindings };
}

function announce(hci: NobleHci): void {
  hci.setSocketFilter();
  hci.setEventMask();
  hci.setLeEventMask();
  hci.readLocalVersion();
  hci.writeLeHostSupported();
  hci.readLeHostSupported();
  hci.readLeBufferSize();
  hci.readBdAddr();
}

/** A packet queued for a link that is gone makes noble reject a promise that nobody holds, which ends the process. */
function guardSending(hci: NobleHci, report: (code: string) => void): void {
  const write = hci.writeAclDataPkt.bind(hci);
  const flush = hci.flushAcl.bind(hci);
  hci.writeAclDataPkt = async (handle, channel, data) => {
    if (hci._aclConnections.has(handle)) await write(handle, channel, data).catch(() => report('send-failed'));
  };
  hci.flushAcl = async () => {
    hci._aclQueue = hci._aclQueue.filter((packet) => hci._aclConnections.has(packet.handle));
    await flush().catch(() => report('send-failed'));
  };
}

/** noble's SIGINT handler ends the process; ours is the one that decides. */
function withoutProcessListeners<T>(act: () => T): T {
  const before = { SIGINT: process.listeners('SIGINT'), exit: process.listeners('exit') };
  const result = act();
  for (const added of process.listeners('SIGINT')) {
    if (!before.SIGINT.includes(added)) process.removeListener('SIGINT', added);
  }
  for (const added of process.listeners('exit')) {
    if (!before.exit.includes(added)) process.removeListener('exit', added);
  }
  return result;
}

function noRadio(sentence: string, cause?: unknown): WearableError {
  const detail = cause instanceof Error && cause.message !== sentence ? `: ${cause.message}` : '.';
  return new WearableError('no-radio', sentence.endsWith('.') ? sentence : sentence + detail, cause);
}
