import type { ControllerState } from './controller-state.js';
import { STATUS } from './hci.js';
import type { Link } from './link.js';

/** Whether its parameters are as long as they have to be, and what it does with them. It answers exactly once. */
export interface Command {
  /** The event that answers it, whatever is wrong with it (Vol 4, Part E, 4.4): a host waits for no other. */
  readonly answeredBy: 'complete' | 'status';
  fits(length: number): boolean;
  readonly run: (controller: ControllerState, parameters: Buffer, opcode: number) => void;
}

const exactly =
  (expected: number) =>
  (length: number): boolean =>
    length === expected;

/** A command without parameters that always succeeds, with what it returns. */
export const answer = (result: (controller: ControllerState) => Uint8Array): Command => ({
  answeredBy: 'complete',
  fits: exactly(0),
  run: (controller, _, opcode) => controller.answer(opcode, STATUS.success, result(controller)),
});

/** A command that is answered with its status in a Command Complete; `then` runs after the answer of a success. */
export const order = (
  parameters: number,
  run: (controller: ControllerState, bytes: Buffer) => number,
  then?: (controller: ControllerState) => void,
): Command => ({
  answeredBy: 'complete',
  fits: exactly(parameters),
  run: (controller, bytes, opcode) => {
    const status = run(controller, bytes);
    controller.answer(opcode, status);
    if (status === STATUS.success) then?.(controller);
  },
});

export interface LinkRequest {
  readonly controller: ControllerState;
  readonly link: Link;
  readonly bytes: Buffer;
}

/** A command on a link that is answered with a Command Status; `run` comes after the answer, if `check` finds no fault. */
export const onLink = (
  parameters: number,
  run: (request: LinkRequest) => void,
  check: (request: LinkRequest) => number = () => STATUS.success,
): Command => ({
  answeredBy: 'status',
  fits: exactly(parameters),
  run: (controller, bytes, opcode) => {
    const link = linkOf(controller, bytes);
    const status = link ? check({ controller, link, bytes }) : STATUS.unknownConnection;
    controller.status(opcode, status);
    if (link && status === STATUS.success) run({ controller, link, bytes });
  },
});

export interface LinkAnswer {
  readonly status: number;
  readonly result?: Uint8Array;
  readonly after?: () => void;
}

/**
 * A command on a link that is answered with a Command Complete, which repeats the handle. Without that link the rest is
 * `nothing`: an answer cut short would end a noble.
 */
export const aboutLink = (
  parameters: number,
  run: (request: LinkRequest) => LinkAnswer,
  nothing: Uint8Array = Buffer.alloc(0),
): Command => ({
  answeredBy: 'complete',
  fits: exactly(parameters),
  run: (controller, bytes, opcode) => {
    const link = linkOf(controller, bytes);
    const answered: LinkAnswer = link ? run({ controller, link, bytes }) : { status: STATUS.unknownConnection };
    const { status, result = nothing, after } = answered;
    controller.answer(opcode, status, Buffer.concat([bytes.subarray(0, 2), result]));
    after?.();
  },
});

/** The four bits above a handle are reserved, and ignored. */
function linkOf(controller: ControllerState, bytes: Buffer): Link | undefined {
  return controller.links.get(bytes.readUInt16LE(0) & 0x0fff);
}

export function isWithin(value: number, [least, most]: readonly [number, number]): boolean {
  return value >= least && value <= most;
}
