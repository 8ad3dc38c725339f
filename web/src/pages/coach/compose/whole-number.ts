/** What was typed, where it is a whole number within these limits. */
export function wholeNumber(typed: string, least: number, most: number): number | undefined {
  if (!/^\d{1,6}$/.test(typed.trim())) return undefined;
  const value = Number(typed);
  return value >= least && value <= most ? value : undefined;
}
