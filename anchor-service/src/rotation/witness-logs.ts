import { encodeVkey, logKeyOf, parsePolicy } from '@fit4work/protocol';
import type { PolicyFile } from '../adapters/policy-file.js';
import { AnchorError } from '../error.js';
import type { FollowedLog } from '../verify/followed-log.js';

/**
 * The text that names the logs of a witness, with the key of one of them brought up to the policy that stands. `init` writes keys of
 * logs alone, which stand in no history: the history of a policy that the witness holds says which of them follow each other.
 * @param file that has the text
 * @throws AnchorError `bad-policy` when it names the log by no key that the log had under the policies up to that one
 */
export function witnessLogs(
  text: string,
  { given, followed, file }: { readonly given: PolicyFile; readonly followed: FollowedLog; readonly file: string },
): string {
  const { standing, policies } = followed;
  if (text === given.text) return standing.text;
  const [name, vkey] = [logKeyOf(standing.policy).name, encodeVkey(logKeyOf(standing.policy))];
  const own = parsePolicy(text).logs.find(({ key }) => key.name === name);
  if (own === undefined) {
    throw new AnchorError(
      'bad-policy',
      `${file} does not name the log ${name}: give the configuration of its witness.`,
    );
  }
  const old = encodeVkey(own.key);
  if (!policies.some((policy) => encodeVkey(logKeyOf(policy)) === old)) {
    throw new AnchorError(
      'bad-policy',
      `${file} names the log ${name} by ${old}, which its policies up to the one that stands do not: compare the keys with the operator by a second way.`,
    );
  }
  return text.replaceAll(old, () => vkey);
}
