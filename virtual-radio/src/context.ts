import { Air } from './air.js';
import type { Config } from './config.js';
import type { Log } from './log.js';
import { type RadioServer, serveRadio } from './server.js';
import { refuseTraceFolder } from './trace.js';

/** Builds the air that was asked for and serves it. @throws RadioError `bad-option`, `trace-file` or `port-busy` */
export async function startRadio(config: Config, log: Log): Promise<RadioServer> {
  const air = new Air(config.air);
  for (const { a, b, signal } of config.signals) air.setSignal(a, b, signal);
  // Each connection would be refused, and it is now that somebody is there to read why.
  if (config.trace !== undefined) refuseTraceFolder(config.trace);
  let refused = 0;
  return serveRadio(air, {
    port: config.port,
    trace: config.trace,
    onRefused: (code) => log('warn', 'connection-refused', { code, count: ++refused }),
    onTraceFailed: () => log('warn', 'trace-ended', { code: 'trace-file' }),
  });
}
