'use strict';

/**
 * The release of better-sqlite3 for a Node. 13 is built on Node-API 10 and brings a Node that has 9 down as it loads; 12 aborts a
 * process of Node 24.19 or later when a statement is collected outside JavaScript (WiseLibs/better-sqlite3#1515).
 * @param {string | undefined} napi its Node-API, as `process.versions` has it @returns {12 | 13}
 */
function releaseFor(napi) {
  return Number(napi) >= 10 ? 13 : 12;
}

module.exports = releaseFor;
