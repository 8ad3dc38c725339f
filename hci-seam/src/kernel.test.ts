import { describe, expect, it } from 'vitest';
import HciSocket from '../dist/index.js';
import { commandComplete, type FakeMachine, fakeMachine, systemError } from '../test/fake-machine.js';

function socketOn(given: FakeMachine, target?: string): HciSocket.HciSocketApi {
  return new (HciSocket.createSeam(target, fakeMachine(given)))();
}

function errorOfBind(given: FakeMachine): { code?: string; message: string; cause?: unknown } {
  try {
    socketOn(given).bindRaw();
  } catch (error) {
    return error as { code?: string; message: string };
  }
  return { message: 'bound' };
}

const MISSING = "Cannot find module '@abandonware/bluetooth-hci-socket'\nRequire stack:\n- /somewhere";

describe('the seam on the kernel’s socket', () => {
  it.each<[string, FakeMachine, RegExp]>([
    ['a module that is not installed', { module: systemError('MODULE_NOT_FOUND', MISSING) }, /is not installed/],
    ['a module built for another Node', { module: systemError('ERR_DLOPEN_FAILED') }, /not built for this version/],
    ['a kernel without Bluetooth', { kernel: { socket: 'EAFNOSUPPORT' } }, /offers no Bluetooth/],
    ['a bind that is not permitted', { kernel: { bind: 'EPERM' } }, /CAP_NET_RAW/],
    ['a bind that access rules forbid', { kernel: { bind: 'EACCES' } }, /CAP_NET_RAW/],
    ['an adapter that is not there', { kernel: { bind: 'ENODEV' } }, /NOBLE_HCI_DEVICE_ID/],
    ['an adapter that another process holds', { kernel: { bind: 'EBUSY' } }, /for itself/],
    ['a bind that fails for another reason', { kernel: { bind: 'EIO' } }, /cannot be opened/],
  ])('reports %s in one sentence, with its cause', (_, given, sentence) => {
    const error = errorOfBind(given);
    expect(error.code).toBe('no-bluetooth');
    expect(error.message).toMatch(sentence);
    expect(error.message).toMatch(/^[^\n]+\.$/);
    expect(error.cause).toBeInstanceOf(Error);
  });

  it('is what nobody chose, and never falls back on a radio in software', () => {
    const log: string[] = [];
    const machine = { ...fakeMachine({ kernel: { log } }), stream: () => () => expect.unreachable() };
    new (HciSocket.createSeam(undefined, machine))().bindRaw();
    expect(log).toEqual(['open', 'bind 0']);
    const without = { ...fakeMachine({ kernel: { socket: 'EAFNOSUPPORT' } }), stream: machine.stream };
    expect(() => new (HciSocket.createSeam(undefined, without))().bindRaw()).toThrow(/offers no Bluetooth/);
  });

  it('takes what FIT4WORK_HCI says, and an empty value for none', () => {
    const opened: string[] = [];
    const machine = (value: string): HciSocket.Machine => ({
      ...fakeMachine({ variables: { FIT4WORK_HCI: value } }),
      stream: (target) => () => {
        opened.push(target);
        return { write: () => undefined, close: () => undefined };
      },
    });
    for (const value of ['unix:/run/hci', '', 'kernel']) {
      new (HciSocket.createSeam(undefined, machine(value)))().bindRaw();
    }
    expect(opened).toEqual(['unix:/run/hci']);
  });

  it('carries packets both ways, and survives a host that throws on one', async () => {
    const log: string[] = [];
    const socket = socketOn({ kernel: { log } }, 'kernel');
    const answered = new Promise<string>((resolve) => {
      socket.on('data', (packet: Buffer) => {
        if (packet.readUInt16LE(4) !== 0x0c03) packet.readUInt8(40);
        resolve(packet.toString('hex'));
      });
    });
    const codes: string[] = [];
    socket.on('error', (error: { code: string }) => codes.push(error.code));
    socket.bindRaw();
    socket.start();
    socket.write(Buffer.from('01030c00', 'hex'));
    expect(await answered).toBe(commandComplete(0x0c03).toString('hex'));
    socket.stop();
    expect(codes).toEqual(['host-fault']);
    expect(log).toEqual(['open', 'bind 0', 'write 01030c00', 'stop']);
  });

  it('passes on what the kernel refuses to send', () => {
    const socket = socketOn({ kernel: { write: 'EPERM' } });
    const codes: string[] = [];
    socket.on('error', (error: { code: string }) => codes.push(error.code));
    socket.bindRaw();
    socket.write(Buffer.from('01022000', 'hex'));
    expect(codes).toEqual(['EPERM']);
  });
});
