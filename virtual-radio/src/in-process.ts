import type HciSocket from '@fit4work/hci-seam';
import type { Air } from './air.js';
import type { Controller } from './controller.js';

/** A controller of this air for a host in the same process, to be given to the seam as its target. */
export function inProcessTransport(air: Air, address?: string): HciSocket.OpenHciTransport {
  return (events) => {
    let open = true;
    const controller: Controller = air.attach((packet, delivered) => {
      if (open) events.packet(packet);
      delivered();
    }, address);
    return {
      write: (packet) => {
        if (open) controller.receive(packet);
      },
      close: () => {
        open = false;
        air.detach(controller);
      },
    };
  };
}
