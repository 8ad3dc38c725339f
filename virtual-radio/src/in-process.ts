import type HciSocket from '@fit4work/hci-seam';
import type { Air } from './air.js';
import type { PacketTrace } from './trace.js';

/**
 * A controller of this air for a host in the same process, to be given to the seam as its target. What closes it closes
 * its trace.
 */
export function inProcessTransport(air: Air, address?: string, trace?: PacketTrace): HciSocket.OpenHciTransport {
  return (events) => {
    let open = true;
    const controller = air.attach(
      (packet, delivered) => {
        if (open) events.packet(packet);
        delivered();
      },
      { address, trace },
    );
    return {
      write: (packet) => {
        if (open) controller.receive(packet);
      },
      close: () => {
        open = false;
        air.detach(controller);
        trace?.close();
      },
    };
  };
}
