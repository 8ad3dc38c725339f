import { accessSync, closeSync, constants, openSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Clock, realClock } from './clock.js';
import { type SnoopRecord, snoopHeader, snoopRecord } from './core/btsnoop.js';
import { RadioError } from './error.js';

/** Takes every packet between one host and its controller. */
export interface PacketTrace {
  packet(direction: SnoopRecord['direction'], packet: Uint8Array): void;
  close(): void;
}

export interface TraceOptions {
  /** Default: the machine's. */
  readonly clock?: Clock | undefined;
  /** Nothing more is written: the last write threw, and may have left half a packet. */
  readonly onFailed?: (() => void) | undefined;
}

/**
 * Writes btsnoop to `write`: the header at once, then each packet as it passes. A write that throws ends the trace, and
 * never the radio.
 */
export function traceTo(write: (bytes: Uint8Array) => void, options: TraceOptions = {}): PacketTrace {
  const { clock = realClock, onFailed } = options;
  let open = true;
  const put = (bytes: Uint8Array): void => {
    if (!open) return;
    try {
      write(bytes);
    } catch {
      open = false;
      onFailed?.();
    }
  };
  put(snoopHeader());
  return {
    packet: (direction, packet) => put(snoopRecord({ packet, direction, at: clock.now() })),
    close: () => {
      open = false;
    },
  };
}

/**
 * A trace in a file that only its owner may read, for all that passes is in it, in clear. Written packet by packet, so
 * that it holds what happened before a crash.
 * @throws RadioError `trace-file` if the file exists already or cannot be made.
 */
export function traceFile(file: string, options: TraceOptions = {}): PacketTrace {
  const descriptor = create(file);
  const trace = traceTo((bytes) => writeSync(descriptor, bytes), options);
  let open = true;
  return {
    packet: trace.packet,
    close: () => {
      trace.close();
      if (open) closeSync(descriptor);
      open = false;
    },
  };
}

/** The file of the n-th controller, from 1: the file itself, then `name-2.ending` and so on. */
export function traceFileOf(file: string, controller: number): string {
  if (controller === 1) return file;
  const [, name = file, ending = ''] = /^(.*?)(\.[^./]*)?$/.exec(file) ?? [];
  return `${name}-${controller}${ending}`;
}

/** @throws RadioError `trace-file` if there is no folder for this file in which it could be made. */
export function refuseTraceFolder(file: string): void {
  const folder = dirname(file);
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    if (statSync(folder).isDirectory()) return;
  } catch (cause) {
    throw unusable(folder, cause);
  }
  throw unusable(folder);
}

const unusable = (folder: string, cause?: unknown): RadioError =>
  new RadioError('trace-file', `The folder ${folder} cannot hold a trace; name one that you may write to.`, cause);

function create(file: string): number {
  try {
    return openSync(file, 'wx', 0o600);
  } catch (cause) {
    const sentence = `The trace file ${file} exists already or cannot be made; name another file.`;
    throw new RadioError('trace-file', sentence, cause);
  }
}
