import type { KernelSocketClass } from './kernel-socket';

import type transport = require('./transport');

/** Everything that this room asks of the machine it runs on, so that each answer can be tried without a radio. */
export interface Machine {
  /** As `process.platform`. */
  readonly platform: string;
  /** A variable of the environment. */
  variable(name: string): string | undefined;
  /** The names in a folder; undefined if it cannot be read. */
  list(folder: string): readonly string[] | undefined;
  /** The text of a file; undefined if it cannot be read. */
  read(file: string): string | undefined;
  /** Loads the native module, which is optional. @throws what `require` throws */
  kernelSocket(): KernelSocketClass;
  /** `tcp:HOST:PORT` or `unix:PATH`; undefined if the text is neither. */
  stream(target: string): transport.OpenHciTransport | undefined;
}
