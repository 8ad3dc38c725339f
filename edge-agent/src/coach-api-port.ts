import type { RecoveryKind } from '@fit4work/protocol';
import type { CoachApiPlace } from './identity-port.js';

/** Members of a body that the coach API is sent. */
export type RequestBody = Readonly<Record<string, string | number>>;

/** The coach API over HTTP: enrolment, recovery and its keys. What it answers is not verified here. */
export interface CoachApi {
  /**
   * The same again is answered as the first time.
   *
   * @throws AgentError `refused`, `unreachable`
   */
  enrol(request: RequestBody): Promise<void>;
  /**
   * Whose kept pins, which agents. @param token of the identity
   *
   * @throws AgentError `refused`, `unreachable`
   */
  recovery(token: string): Promise<unknown>;
  /**
   * A page of what is stored, as a CBOR sequence; an empty one is the end.
   *
   * @param page `after`: the position that it begins after; undefined for the first
   * @throws AgentError `refused`, `unreachable`
   */
  recoveryPage(token: string, page: { kind: RecoveryKind; after: number | undefined }): Promise<Uint8Array>;
  /**
   * Registers a further agent of the person; the same again is answered as the first time.
   *
   * @returns false when the number was given to another agent
   * @throws AgentError `refused`, `unreachable`
   */
  addAgent(token: string, request: RequestBody): Promise<boolean>;
  /** The rotations of its keys (SPEC.md clause 7.11); undefined where it does not answer at once, or with something else. */
  rotations(): Promise<readonly Uint8Array[] | undefined>;
}

/** Speaks with the coach API at a place; nothing is said where it does not show what is pinned. */
export type CoachApiAt = (place: CoachApiPlace) => CoachApi;
