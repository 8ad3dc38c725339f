import type { Facts, Finding } from './finding';

import finding = require('./finding-words');

const COMMAND = 0x01;
const EVENT = 0x04;
const COMMAND_COMPLETE = 0x0e;

/** Which Core specification a controller follows (Assigned Numbers, 2.1). Low Energy came with 4.0. */
const VERSIONS = ['1.0b', '1.1', '1.2', '2.0', '2.1', '3.0', '4.0', '4.1', '4.2', '5.0', '5.1', '5.2', '5.3', '5.4'];
const FIRST_WITH_LOW_ENERGY = VERSIONS.indexOf('4.0');

interface Waiting {
  readonly opcode: number;
  readonly answer: (parameters: Buffer | undefined) => void;
}

/** One command after the other to a controller, each with its answer or none within a bounded time. */
class Conversation {
  private waiting: Waiting | undefined;
  private over = false;

  constructor(
    private readonly write: (packet: Buffer) => void,
    private readonly answerMs: number,
  ) {}

  /**
   * Sends a command without parameters (Core 5.4, Vol 4, Part E, 5.4.1).
   *
   * @returns the return parameters, status first; undefined if no answer came or the way ended
   */
  async ask(opcode: number): Promise<Buffer | undefined> {
    if (this.over) return undefined;
    let timer: NodeJS.Timeout | undefined;
    const answered = new Promise<Buffer | undefined>((answer) => {
      this.waiting = { opcode, answer };
      timer = setTimeout(() => answer(undefined), this.answerMs);
    });
    // A kernel socket reports a refused write at once, from within the call.
    this.write(Buffer.from([COMMAND, opcode & 0xff, opcode >> 8, 0]));
    const parameters = await answered;
    clearTimeout(timer);
    this.waiting = undefined;
    return parameters;
  }

  /** A packet from the controller. Only a Command Complete of what was asked is an answer (7.7.14). */
  take(packet: Buffer): void {
    if (packet.length < 7 || packet[0] !== EVENT || packet[1] !== COMMAND_COMPLETE) return;
    if (packet.readUInt16LE(4) === this.waiting?.opcode) this.waiting.answer(packet.subarray(6));
  }

  /** The way has ended: nothing will be answered. */
  end(): void {
    this.over = true;
    this.waiting?.answer(undefined);
  }
}

namespace Conversation {
  export const RESET = 0x0c03;
  export const LE_READ_BUFFER_SIZE = 0x2002;

  /**
   * Reads who the controller is; what it does not tell is left out.
   *
   * @param bufferSize its answer to LE Read Buffer Size, without which a host sends nothing over the air
   */
  export async function identify(
    conversation: Conversation,
    bufferSize: Buffer | undefined,
    known: Facts = {},
  ): Promise<Finding> {
    const address = succeeded(await conversation.ask(READ_BD_ADDR), 7);
    const version = succeeded(await conversation.ask(READ_LOCAL_VERSION), 9);
    const number = version?.readUInt8(1) ?? FIRST_WITH_LOW_ENERGY;
    const lowEnergy = succeeded(bufferSize, 4) !== undefined && number >= FIRST_WITH_LOW_ENERGY;
    return finding(lowEnergy ? 'controller-answers' : 'no-low-energy', {
      ...known,
      ...(address ? { address: toAddress(address.subarray(1, 7)) } : {}),
      ...(version
        ? { version: VERSIONS[number] ?? `later than ${VERSIONS.at(-1)}`, manufacturer: version.readUInt16LE(5) }
        : {}),
    });
  }
}

const READ_BD_ADDR = 0x1009;
const READ_LOCAL_VERSION = 0x1001;

function succeeded(parameters: Buffer | undefined, length: number): Buffer | undefined {
  return parameters && parameters.length >= length && parameters[0] === 0 ? parameters : undefined;
}

const toAddress = (bytes: Buffer): string =>
  [...bytes]
    .reverse()
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join(':');

export = Conversation;
