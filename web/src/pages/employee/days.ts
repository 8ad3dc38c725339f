/* The agent is on this machine as well: its days are those of the page. */

export * from '../../kit/civil-days.js';
