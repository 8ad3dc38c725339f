import { COMMANDS } from './commands.js';
import { ControllerState } from './controller-state.js';
import { ACL_LENGTH, commandComplete, completedPackets, STATUS } from './hci.js';

const COMMAND = 0x01;
const ACL_DATA = 0x02;

/** One virtual LE controller, as its host has it. What a command does is in commands.ts. */
export class Controller extends ControllerState {
  /** A whole H4 packet from the host. What cannot be understood is dropped, as a controller does. */
  receive(packet: Buffer): void {
    if (packet[0] === COMMAND && packet.length >= 4) this.command(packet.readUInt16LE(1), packet.subarray(4));
    else if (packet[0] === ACL_DATA && packet.length >= 5) this.forward(packet);
  }

  private command(opcode: number, parameters: Buffer): void {
    const command = COMMANDS.get(opcode);
    if (!command) this.toHost(commandComplete(opcode, STATUS.unknownCommand));
    else if (parameters.length < command.parameters) this.toHost(commandComplete(opcode, STATUS.invalidParameters));
    else command.run(this, parameters, opcode);
  }

  /** Towards a host a packet is marked as a start (10) or a continuation (01), never 00 (Vol 4, Part E, 5.4.2). */
  private forward(packet: Buffer): void {
    const field = packet.readUInt16LE(1);
    const handle = field & 0x0fff;
    const link = this.links.get(handle);
    if (!link || packet.length > ACL_LENGTH + 5) return;
    const far = link.otherEnd(this);
    const continuation = ((field >> 12) & 0x3) === 1;
    const copy = Buffer.from(packet);
    copy.writeUInt16LE(far.handle | ((continuation ? 1 : 2) << 12), 1);
    // The buffer counts as free only when the far host has room: that is the flow control of this radio.
    far.controller.toHost(copy, () => {
      if (link.alive) this.toHost(completedPackets(handle, 1));
    });
  }
}
