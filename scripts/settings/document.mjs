import { reference, unexplained } from '../../settings/dist/index.js';
import { Stop } from '../house/stop.mjs';

const HEAD = `# Every setting

Variables of the environment, read once, at the start. The services say the same with \`--help\`; what a program cannot take it refuses in one sentence that names the variable. _Private_ is a file that nobody else may read (mode 0600, or
a credential of systemd); _secret_ is what is itself not for a unit or a compose file that others read: it belongs in a file of the environment with mode 0600. Names in a table without their prefix are settings of the same program.

This page is written by \`npm run settings\` from what the programs read (\`settings.ts\` of each): change it there. Programs that take all from their command line (\`fit4work-sim\`, \`fit4work-radio\`, \`fit4work-verify\` and the commands of the
agent) say it with \`--help\`; \`witness.json\` has the settings of a witness under [other names](../anchor-service/README.md).

`;

/** @param {readonly import('../../settings/dist/index.js').Program[]} programs @returns {string} the reference, if nothing is left unsaid */
export function document(programs) {
  const gaps = unexplained(programs);
  if (gaps.length === 0) return HEAD + reference(programs);
  throw new Stop(
    `${gaps.join(', ')} says in no sentence what it is: write one of three words at least where it is declared.`,
  );
}
