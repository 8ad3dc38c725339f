import net = require('node:net');
import SeamError = require('./error');
import H4Framer = require('./h4');

namespace transport {
  /** The host's end of an open way to a controller. */
  export interface HciTransport {
    /** Sends one whole H4 packet to the controller. */
    write(packet: Buffer): void;
    /** After this, neither packets nor errors come. */
    close(): void;
  }

  export interface HciTransportEvents {
    /** The way over a stream stands; a controller in this process does not say so. */
    readonly opened?: () => void;
    /** One whole H4 packet from the controller. */
    packet(packet: Buffer): void;
    /** The way is lost; nothing comes after it. */
    lost(error: Error): void;
  }

  export type OpenHciTransport = (events: HciTransportEvents) => HciTransport;

  /** `tcp:HOST:PORT` or `unix:PATH`; undefined if the text is neither. */
  export function streamTransport(target: string): OpenHciTransport | undefined {
    const tcp = /^tcp:(.+):(\d{1,5})$/.exec(target);
    if (tcp?.[1] && Number(tcp[2]) > 0 && Number(tcp[2]) < 65_536) {
      const host = tcp[1].replace(/^\[(.*)\]$/, '$1');
      const port = Number(tcp[2]);
      return (events) => openStream(target, net.connect({ host, port, noDelay: true }), events);
    }
    const path = /^unix:(.+)$/.exec(target)?.[1];
    return path ? (events) => openStream(target, net.connect({ path }), events) : undefined;
  }

  function openStream(target: string, socket: net.Socket, events: HciTransportEvents): HciTransport {
    const framer = new H4Framer();
    let open = true;
    const lose = (error: Error): void => {
      if (!open) return;
      open = false;
      socket.destroy();
      events.lost(error);
    };
    socket.on('connect', () => {
      if (open) events.opened?.();
    });
    socket.on('data', (chunk: Buffer) => {
      let packets: Buffer[];
      try {
        packets = framer.push(chunk);
      } catch (error) {
        lose(error instanceof Error ? error : new SeamError('bad-stream', 'The HCI stream cannot be read.', error));
        return;
      }
      for (const packet of packets) if (open) events.packet(packet);
    });
    socket.on('error', (cause) => lose(new SeamError('closed', `The radio at ${target} cannot be reached.`, cause)));
    socket.on('close', () => lose(new SeamError('closed', `The radio at ${target} closed the connection.`)));
    return {
      write: (packet) => {
        if (open) socket.write(packet);
      },
      close: () => {
        open = false;
        socket.destroy();
      },
    };
  }
}

export = transport;
