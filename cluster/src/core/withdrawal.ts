/** How a withdrawal took effect. Seconds from when it was sent. */
export interface Withdrawal {
  /** What befell the cluster at that time. */
  readonly during: string;
  /** When the brokers confirmed first that they have it; null where they did not as long as it was watched. */
  readonly confirmed: number | null;
  /** When the last read was asked that was still answered, by any coach API; null where none was. */
  readonly lastRead: number | null;
  /** When any coach API said first that it is withdrawn; null where none did as long as it was asked. */
  readonly refused: number | null;
}
