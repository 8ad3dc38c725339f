import type { CachedKeyDirectory } from '@fit4work/registry';
import type { Config } from './config.js';
import type { Measure } from './core/exposition.js';
import { BrokerError } from './error.js';
import { type OperatorNotices, tellInTurns } from './operator-notices.js';
import type { Certificate, Listener, Logger, RunningBroker, StartStatus } from './ports.js';
import type { Tally } from './tally.js';

export interface BrokerParts {
  readonly config: Config;
  readonly listener: Listener;
  readonly startStatus: StartStatus;
  /** The certificate of TLS, and how it is read anew; undefined without TLS. */
  readonly certificate: { readonly now: Certificate; readonly read: () => Promise<Certificate> } | undefined;
  readonly tally: Tally;
  readonly notices: OperatorNotices;
  readonly keys: Pick<CachedKeyDirectory, 'age' | 'isCurrent'>;
  readonly logger: Logger;
  readonly pause: (ms: number) => Promise<void>;
}

const NOTICES = { everyMs: 60_000, longestMs: 15 * 60_000 };

/** The broker with what stands beside it: measures, notices to operators, a certificate that is renewed. */
export class Broker {
  readonly #parts: BrokerParts;
  #ends: number | undefined;

  constructor(parts: BrokerParts) {
    this.#parts = parts;
    this.#ends = parts.certificate?.now.ends;
  }

  /** @throws BrokerError `busy-port`, `bad-config` */
  async start(): Promise<RunningBroker & { readonly metricsPort: number | undefined }> {
    const { listener, config, keys, notices, pause, startStatus } = this.#parts;
    const running = await listener.start();
    const { metricsPort: port } = config;
    try {
      const status =
        port === undefined
          ? undefined
          : await startStatus({
              port,
              measures: () => this.#measures(),
              readiness: () => ({ registry: keys.isCurrent() }),
            });
      if (config.webhook !== undefined) void tellInTurns(notices, { ...NOTICES, pause });
      const close = async (): Promise<void> => {
        await Promise.all([running.close(), status?.close()]);
      };
      return { ...running, metricsPort: status?.port, close };
    } catch (cause) {
      await running.close();
      throw cause;
    }
  }

  /** Reads the certificate anew. One that is not good changes nothing, and is said. */
  async renewCertificate(): Promise<void> {
    const { certificate, listener, logger, notices } = this.#parts;
    if (certificate === undefined) return;
    try {
      const renewed = await certificate.read();
      listener.renew(renewed);
      this.#ends = renewed.ends;
      logger.info('certificate-renewed');
    } catch (cause) {
      if (!(cause instanceof BrokerError)) throw cause;
      logger.warn('certificate-not-renewed', { code: cause.code });
      notices.note('certificate-not-renewed');
    }
  }

  #measures(): readonly Measure[] {
    const gauge = (name: string, help: string, values: number): Measure => ({
      ...{ name: `fit4work_broker_${name}`, help, type: 'gauge', values },
    });
    const { keys, tally } = this.#parts;
    const age = keys.age();
    return [
      ...tally.measures(),
      gauge(
        'registry_current',
        'Whether the registry answered lately enough for its keys to count.',
        Number(keys.isCurrent()),
      ),
      ...(Number.isFinite(age) ? [gauge('registry_age_seconds', 'Seconds since the registry answered.', age)] : []),
      ...(this.#ends === undefined
        ? []
        : [gauge('certificate_ends_seconds', 'When the certificate of TLS ends, in Unix time.', this.#ends)]),
      gauge('resident_memory_bytes', 'Memory of the process.', process.memoryUsage.rss()),
    ];
  }
}
