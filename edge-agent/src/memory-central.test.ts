import { describeCentral } from '../test/contracts/central-contract.js';
import { MemoryCentral } from '../test/memory/memory-central.js';
import type { Script } from '../test/scripted-link.js';

const scriptOf = (value: Uint8Array | undefined): Script & { last: Uint8Array | undefined } => ({
  uuids: ['2a37'],
  last: undefined,
  read: () => value?.slice(),
  write(_, written) {
    this.last = written;
  },
  tell: () => undefined,
});

describeCentral('in memory', () => {
  const central = new MemoryCentral();
  const scripts = new Map<string, ReturnType<typeof scriptOf>>();
  const bring = (address: string, value: Uint8Array | undefined, willing?: boolean): void => {
    const script = scriptOf(value);
    scripts.set(address, script);
    central.bring(address, script, willing);
  };
  return {
    central,
    bring,
    bringUnwilling: (address) => bring(address, undefined, false),
    breakLink: (address) => central.takeAway(address),
    written: (address) => scripts.get(address)?.last,
    close: () => central.close(),
  };
});
