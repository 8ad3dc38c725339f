/** Civil days that the employee had forgotten, first and last included. */
export interface ErasedDays {
  readonly from: string;
  readonly until: string;
}

export const isErased = (day: string, erased: readonly ErasedDays[]): boolean =>
  erased.some(({ from, until }) => from <= day && day <= until);
