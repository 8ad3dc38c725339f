/** What a diagnosis can find. The list is closed; a text in another language has an entry for each. */
export type FindingCode =
  // What is configured
  | 'bad-target'
  | 'user-channel'
  // On the way to the kernel's socket
  | 'linux'
  | 'not-linux'
  | 'module-loaded'
  | 'module-missing'
  | 'module-unloadable'
  | 'kernel-support'
  | 'no-kernel-support'
  | 'kept-from-process'
  | 'adapter-present'
  | 'no-adapter'
  | 'chosen-adapter-absent'
  | 'radio-unblocked'
  | 'soft-blocked'
  | 'hard-blocked'
  | 'permitted'
  | 'not-permitted'
  | 'adapter-up'
  | 'adapter-down'
  | 'adapter-busy'
  | 'adapter-fault'
  | 'adapter-silent'
  // On the way to a controller behind a stream
  | 'beyond-a-stream'
  | 'reached'
  | 'unreachable'
  | 'no-controller'
  // Of the controller itself
  | 'controller-answers'
  | 'no-low-energy';

/** Why a stream could not be opened. */
export type UnreachableReason = 'refused' | 'absent' | 'unknown-name' | 'forbidden' | 'slow' | 'other';

/** How a peer behind a stream showed that it is no HCI controller. */
export type NoControllerReason = 'silent' | 'not-h4' | 'hung-up' | 'reset-refused';

/** What a finding is about; nothing here is about a person. */
export interface Facts {
  readonly target?: string;
  /** `hci0` and so on; several with commas between them. */
  readonly device?: string;
  readonly errno?: string;
  readonly unreachable?: UnreachableReason;
  readonly noController?: NoControllerReason;
  /** Of the controller, lower case with colons. */
  readonly address?: string;
  /** Of the Core specification that the controller follows. */
  readonly version?: string;
  /** Company identifier of the assigned numbers. */
  readonly manufacturer?: number;
}

/** `bad` stands in the way; `note` is to be known, but stops nothing. */
export type FindingState = 'good' | 'bad' | 'note';

export interface Finding {
  readonly code: FindingCode;
  readonly state: FindingState;
  /** One sentence of what is so. */
  readonly says: string;
  /** One sentence of what to do; every bad finding has one. */
  readonly remedy?: string;
  readonly facts: Facts;
}

export interface Diagnosis {
  /** What the host would be given: `kernel`, `tcp:HOST:PORT`, `unix:PATH`, or a text that is none of these. */
  readonly target: string;
  /** Who chose it: the caller, `FIT4WORK_HCI`, or nobody. */
  readonly chosenBy: 'argument' | 'variable' | 'default';
  /** In the order in which they were found; the last one decides. */
  readonly findings: readonly Finding[];
  /** Whether nothing stands in the way. */
  readonly usable: boolean;
}
