import { describeCentral } from '../../edge-agent/test/index.js';
import { type AttPeer, oneValueServer } from './att-peer.js';
import { RadioWorld } from './radio-world.js';

const MTU = 23;

describeCentral('over noble', () => {
  const world = new RadioWorld();
  const peers = new Map<string, AttPeer>();
  const leave = (address: string): void => peers.get(address)?.leave();
  return {
    central: world.central,
    bring: (address, value) => {
      leave(address);
      peers.set(address, world.peer(address, oneValueServer(MTU, value && Buffer.from(value))));
    },
    bringUnwilling: (address) => peers.set(address, world.unwilling(address)),
    breakLink: leave,
    written: (address) => peers.get(address)?.asked.at(-1)?.subarray(3),
    close: () => world.close(),
  };
});
