/** The fields that a log line may have; none of them can carry what passes over the radio. */
interface LogFields {
  readonly code?: string;
  readonly count?: number;
  readonly message?: string;
}

export type Log = (level: 'info' | 'warn' | 'error', event: string, fields?: LogFields) => void;

/** One JSON object a line on standard error. */
export const logToStderr: Log = (level, event, fields = {}) => {
  process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...fields })}\n`);
};
