import { TOPIC_TABLE, type TopicRow } from './topic-table.js';

/** In a pattern, Mosquitto puts the user name here. */
const USER = '%u';
const ANYBODY = '+';

/**
 * The topic law as an access control file of Mosquitto 2. Patterns hold for every user, services too; a filter is never refused, since
 * each delivery is.
 */
export function mosquittoAcl(): string {
  const patterns = rulesOf('agent', USER).map((rule) => `pattern ${rule}`);
  const services = (['coach-api', 'anchor'] as const).flatMap((role) => [
    '',
    `user ${role}`,
    ...rulesOf(role, ANYBODY).map((rule) => `topic ${rule}`),
  ]);
  return ['# Made from the table of the topic law: registry/README.md.', ...patterns, ...services, ''].join('\n');
}

function rulesOf(role: keyof TopicRow['allowed'], name: string): readonly string[] {
  const rules = TOPIC_TABLE.flatMap(({ topics, allowed }) => {
    const verbs = allowed[role] ?? [];
    const writes = verbs.includes('publish') || verbs.includes('retain');
    const access = [...(writes ? ['write'] : []), ...(verbs.includes('receive') ? ['read'] : [])];
    return access.flatMap((each) => topics(name, name).map((topic) => `${each} ${topic}`));
  });
  return [...new Set(rules)];
}
