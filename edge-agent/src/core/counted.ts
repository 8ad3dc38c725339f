/** A number and its noun, which has another form for one. */
export const counted = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`;
