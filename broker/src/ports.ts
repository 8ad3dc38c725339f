import type { Principal } from '@fit4work/registry';
import type { Measure } from './core/exposition.js';
import type { RefusalCode } from './core/refusal-code.js';

/** The only fields that a line of the log can have. */
export interface LogFields {
  readonly code?: string;
  readonly count?: number;
  readonly port?: number;
}

export interface Logger {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
}

export type Verdict =
  | { readonly principal: Principal /** Of the key that signed the token. */; readonly kid: string }
  | { readonly refused: RefusalCode };

/** What a client gives when it connects. */
export interface Credentials {
  readonly clientId: string;
  readonly userName: string | undefined;
  readonly password: string | undefined;
}

export interface Authenticator {
  check(credentials: Credentials): Promise<Verdict>;
  /** Asks the registry what changed. Never throws: what is known goes on serving. */
  refresh(): Promise<void>;
  /** Has it called as soon as keys are taken back. */
  onTakenBack(listener: () => void): void;
  /** Why the key by which somebody came in counts no more, of what is known now; undefined while it does. */
  refusalOf(kid: string): RefusalCode | undefined;
}

/** Counts what was refused and writes lines of it. */
export interface Refusals {
  count(code: RefusalCode): void;
}

/** Counts what passes. */
export interface Traffic {
  /** A message that was let through, of so many bytes. */
  published(bytes: number): void;
  delivered(): void;
  /** A message that has to wait, since its sender was too fast. */
  slowed(): void;
  connected(kind: Principal['kind'], change: 1 | -1): void;
}

/** What operators are told: a code of ours and how often, and nothing else. */
export interface Notifier {
  note(code: string): void;
}

/** A broker that listens. */
export interface RunningBroker {
  readonly port: number;
  readonly websocketPort: number | undefined;
  close(): Promise<void>;
}

/** A certificate with its chain, and its key, in PEM. */
export interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly minVersion: 'TLSv1.3';
  /** When it ends, Unix seconds. */
  readonly ends: number;
}

export interface Listener {
  /** @throws BrokerError `busy-port`, `bad-config` */
  start(): Promise<RunningBroker>;
  /** Shows this certificate to whoever comes from now on; whoever is connected stays. */
  renew(certificate: Certificate): void;
}

export interface StatusOptions {
  readonly port: number;
  readonly measures: () => readonly Measure[];
  /** What it takes to serve; all of it is told by its name. */
  readonly readiness: () => Readonly<Record<string, boolean>>;
}

/** Measures and health for this machine alone. @throws BrokerError `busy-port` */
export type StartStatus = (options: StatusOptions) => Promise<{ readonly port: number; close(): Promise<void> }>;
