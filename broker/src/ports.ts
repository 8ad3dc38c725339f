import type { Principal } from '@fit4work/registry';

/** Why a client was refused: counted, and logged without anything that the client sent. */
export type RefusalCode =
  | 'bad-client-id'
  | 'bad-token'
  | 'unknown-key'
  | 'wrong-subject'
  | 'will'
  | 'too-many-connections'
  | 'topic-publish'
  | 'topic-subscribe'
  | 'topic-receive'
  | 'payload-size'
  | 'too-many-leaves'
  | 'quality-of-service'
  | 'protocol'
  | 'queue-full';

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
  /** Whether the key by which somebody came in is still one of those that may. */
  isKnown(kid: string): Promise<boolean>;
}

/** Counts what was refused and writes one line for each. */
export interface Refusals {
  count(code: RefusalCode): void;
}

/** A broker that listens. */
export interface RunningBroker {
  readonly port: number;
  close(): Promise<void>;
}
