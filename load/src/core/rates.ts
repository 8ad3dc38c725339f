/* How often the agents of so many people speak: each closes 96 quarters, 24 hours and a day, whether or not anything was measured. */

/** Envelopes of a person with one agent, a day. */
export const ENVELOPES_A_DAY = 96 + 24 + 1;
const TURNS_A_DAY = 96;
const DAY = 86_400;

/** Turns a second at which so many people's agents send what closed, spread evenly over the quarter of an hour. */
export const turnsPerSecond = (people: number): number => (people * TURNS_A_DAY) / DAY;

export const envelopesPerSecond = (people: number): number => (people * ENVELOPES_A_DAY) / DAY;

/** How many people make so many envelopes a second. */
export const peopleOf = (envelopes: number): number => Math.round((envelopes * DAY) / ENVELOPES_A_DAY);
