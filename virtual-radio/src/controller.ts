import { COMMANDS } from './commands.js';
import { ControllerState } from './controller-state.js';
import { bufferOverflow, completedPackets } from './events.js';
import { ACL_LENGTH, STATUS } from './hci.js';

const COMMAND = 0x01;
const ACL_DATA = 0x02;
const COMMAND_HEADER = 4;
const ACL_HEADER = 5;

/** Packet_Boundary_Flag, with the broadcast flag above it, which is 00 on LE (Vol 4, Part E, 5.4.2). */
const CONTINUATION = 0b01;
const START_TO_HOST = 0b10;

/** One virtual LE controller, as its host has it. What a command does is in commands.ts. */
export class Controller extends ControllerState {
  /** A whole H4 packet from the host. What cannot be understood is dropped, as a controller does. */
  receive(packet: Buffer): void {
    this.host.trace?.packet('to-controller', packet);
    if (packet[0] === COMMAND && packet.length >= COMMAND_HEADER) this.command(packet);
    else if (packet[0] === ACL_DATA && packet.length >= ACL_HEADER) this.forward(packet);
  }

  private command(packet: Buffer): void {
    const opcode = packet.readUInt16LE(1);
    const parameters = packet.subarray(COMMAND_HEADER);
    const command = COMMANDS.get(opcode);
    if (!command) this.answer(opcode, STATUS.unknownCommand);
    else if (packet[3] !== parameters.length || !command.fits(parameters.length)) {
      if (command.answeredBy === 'status') this.status(opcode, STATUS.invalidParameters);
      else this.answer(opcode, STATUS.invalidParameters);
    } else command.run(this, parameters, opcode);
  }

  /** Towards a host a packet is marked as a start (10) or a continuation (01), never 00. */
  private forward(packet: Buffer): void {
    const field = packet.readUInt16LE(1);
    const handle = field & 0x0fff;
    const flags = field >> 12;
    const link = this.links.get(handle);
    const length = packet.length - ACL_HEADER;
    if (!link || length > ACL_LENGTH || packet.readUInt16LE(3) !== length || flags > START_TO_HOST) return;
    if (!this.buffers.take(handle)) {
      this.toHost(bufferOverflow());
      return;
    }
    const far = link.otherEnd(this);
    const copy = Buffer.from(packet);
    copy.writeUInt16LE(far.handle | ((flags === CONTINUATION ? CONTINUATION : START_TO_HOST) << 12), 1);
    this.air.garble(copy);
    link.send(this, {
      // The buffer counts as free only when the far host has room: that is the flow control of this radio.
      arrive: (taken) => far.controller.toHost(copy, taken),
      done: () => {
        if (!link.alive) return;
        this.buffers.give(handle);
        this.toHost(completedPackets(handle, 1));
      },
    });
  }
}
