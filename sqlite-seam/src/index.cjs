'use strict';

const releaseFor = require('./release.cjs');

/**
 * Stands in for better-sqlite3. By a name that is made here, since the other release must not be loaded and need not be
 * installed.
 */
module.exports = require(`better-sqlite3-${releaseFor(process.versions.napi)}`);
