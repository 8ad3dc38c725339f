/** What of this room's test kit others' tests may use. */

export { zonedDay } from './measured-days.js';
