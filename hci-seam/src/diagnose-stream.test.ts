import { once } from 'node:events';
import type net from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import HciSocket from '../dist/index.js';
import { commandComplete, fakeMachine } from '../test/fake-machine.js';
import { controller, Peers } from '../test/peer.js';

const peers = new Peers();
afterEach(() => peers.close());

const IMPATIENCE = 60;
/** Status of a command that the controller does not know (Core 5.4, Vol 1, Part F, 2.1). */
const UNKNOWN = Buffer.from([1]);

const codes = ({ findings }: HciSocket.Diagnosis): string[] => findings.map(({ code }) => code);

describe('a diagnosis of a controller behind a stream', () => {
  it.each(['tcp', 'unix'] as const)('names one that answers over %s, and leaves no connection', async (kind) => {
    let gone: Promise<unknown> | undefined;
    const target = await peers[kind]((socket) => {
      gone = once(socket, 'close');
      controller()(socket);
    });
    const diagnosis = await HciSocket.diagnose(target);
    expect(codes(diagnosis)).toEqual(['beyond-a-stream', 'reached', 'controller-answers']);
    expect(diagnosis.usable).toBe(true);
    expect(diagnosis.findings.at(-1)?.facts).toEqual({
      address: '00:11:22:33:44:55',
      version: '5.0',
      manufacturer: 15,
    });
    await gone;
    expect(peers.connections).toBe(0);
  });

  it('resets it first, and asks one thing at a time', async () => {
    const asked: string[] = [];
    const target = await peers.tcp(
      controller((opcode) => {
        asked.push(opcode.toString(16));
        return commandComplete(opcode);
      }),
    );
    await HciSocket.diagnose(target);
    expect(asked).toEqual(['c03', '2002', '1009', '1001']);
  });

  it.each<[string, (socket: net.Socket) => void]>([
    ['silent', () => undefined],
    ['not-h4', (socket) => socket.write('SSH-2.0-x\r\n')],
    ['hung-up', (socket) => socket.on('data', () => socket.end())],
    ['reset-refused', controller(() => Buffer.from('040e0401030c0c', 'hex'))],
    ['silent', controller(() => Buffer.from('040e0401040c00', 'hex'))],
    ['silent', controller(() => Buffer.from('040f0401030c0c', 'hex'))],
    ['silent', controller(() => Buffer.from('040e03010300', 'hex'))],
  ])('tells a peer that is %s from a controller', async (noController, onPeer) => {
    const target = await peers.tcp(onPeer);
    const { findings } = await HciSocket.diagnose(target, { answerMs: IMPATIENCE * 4 });
    expect(findings.at(-1)).toMatchObject({ code: 'no-controller', facts: { noController } });
  });

  const without = (refused: readonly number[]) =>
    controller((opcode) => {
      const answer = commandComplete(opcode);
      return refused.includes(opcode)
        ? Buffer.concat([Buffer.from([4, 0x0e, 4]), answer.subarray(3, 6), UNKNOWN])
        : answer;
    });

  it('finds a controller usable that tells nothing of itself', async () => {
    const diagnosis = await HciSocket.diagnose(await peers.tcp(without([0x1009, 0x1001])));
    expect(diagnosis.usable).toBe(true);
    expect(diagnosis.findings.at(-1)).toMatchObject({ says: 'The controller answers.', facts: {} });
  });

  it('finds a controller of no use that knows no Low Energy, whatever its version', async () => {
    const diagnosis = await HciSocket.diagnose(await peers.tcp(without([0x2002])));
    expect(diagnosis.usable).toBe(false);
    expect(diagnosis.findings.at(-1)).toMatchObject({ code: 'no-low-energy', facts: { version: '5.0' } });
  });

  it('tells why a connection cannot be made', async () => {
    const last = async (target: string) => (await HciSocket.diagnose(target)).findings.at(-1)?.facts.unreachable;
    expect(await last(await peers.nobody())).toBe('refused');
    expect(await last(`unix:${peers.folder()}/none`)).toBe('absent');
    expect(await last('unix:/dev/null/hci')).toBe('other');
    expect(await last('tcp:no..name:9100')).toBe('unknown-name');
  });

  it('gives up on a connection that is never taken', async () => {
    let closed = 0;
    const never = { ...fakeMachine(), stream: () => () => ({ write: () => undefined, close: () => closed++ }) };
    const { findings } = await HciSocket.diagnose('tcp:10.0.0.1:1', { machine: never, answerMs: IMPATIENCE });
    expect(findings.at(-1)).toMatchObject({ code: 'unreachable', facts: { unreachable: 'slow' } });
    expect(closed).toBe(1);
  });
});
