/** The fields that a log line may have; none of them can carry a health value or a key. */
export interface LogFields {
  readonly address?: string;
  readonly code?: string;
  readonly count?: number;
  readonly message?: string;
  readonly port?: number;
  readonly wearables?: number;
}

export type Log = (level: 'info' | 'warn' | 'error', event: string, fields?: LogFields) => void;

/** One JSON object a line on standard error. */
export const logToStderr: Log = (level, event, fields = {}) => {
  process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...fields })}\n`);
};
