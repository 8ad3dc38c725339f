import { closeSync, openSync, writeSync } from 'node:fs';
import { type Clock, realClock } from './clock.js';
import { type SnoopRecord, snoopHeader, snoopRecord } from './core/btsnoop.js';
import { RadioError } from './error.js';

/** Takes every packet between one host and its controller. It must not throw: nobody's radio ends with its trace. */
export interface PacketTrace {
  packet(direction: SnoopRecord['direction'], packet: Uint8Array): void;
  close(): void;
}

/** Writes btsnoop to `write`: the header at once, then each packet as it passes. */
export function traceTo(write: (bytes: Uint8Array) => void, clock: Clock = realClock): PacketTrace {
  write(snoopHeader());
  return {
    packet: (direction, packet) => write(snoopRecord({ packet, direction, at: clock.now() })),
    close: () => undefined,
  };
}

export interface TraceFileOptions {
  readonly clock?: Clock | undefined;
  /** The file could not be written any more, and ends with the last whole packet or in the middle of one. */
  readonly onFailed?: (() => void) | undefined;
}

/**
 * A trace in a file that only its owner may read, for all that passes is in it, in clear. Written packet by packet, so
 * that it holds what happened before a crash.
 * @throws RadioError `trace-file` if the file exists already or cannot be made.
 */
export function traceFile(file: string, { clock, onFailed }: TraceFileOptions = {}): PacketTrace {
  let descriptor: number | undefined = create(file);
  const close = (): void => {
    if (descriptor !== undefined) closeSync(descriptor);
    descriptor = undefined;
  };
  const trace = traceTo((bytes) => {
    if (descriptor === undefined) return;
    try {
      writeSync(descriptor, bytes);
    } catch {
      close();
      onFailed?.();
    }
  }, clock);
  return { packet: trace.packet, close };
}

/** The file of the n-th controller, from 1: the file itself, then `name-2.ending` and so on. */
export function traceFileOf(file: string, controller: number): string {
  if (controller === 1) return file;
  const [, name = file, ending = ''] = /^(.*?)(\.[^./]*)?$/.exec(file) ?? [];
  return `${name}-${controller}${ending}`;
}

function create(file: string): number {
  try {
    return openSync(file, 'wx', 0o600);
  } catch (cause) {
    const sentence = `The trace file ${file} exists already or cannot be made; name another file.`;
    throw new RadioError('trace-file', sentence, cause);
  }
}
