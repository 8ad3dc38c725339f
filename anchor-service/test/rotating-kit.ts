import { encodeVkey, type NoteSigner, noteSigner } from '@fit4work/protocol';
import type { Clock } from '../src/ports.js';
import type { PublicationPorts } from '../src/publication.js';
import { historyOf, newestOf, type PolicyHistory } from '../src/rotation/history.js';
import { Policies } from '../src/rotation/policies.js';
import { addLine, propose, unite } from '../src/rotation/statement.js';
import { createKit, type LogKit, NOW, ORIGIN, openLog, type RunningLog } from './kit.js';

/** A kit whose log, and then whose council, changes its key. */
export interface RotatingKit extends LogKit {
  readonly newLog: NoteSigner;
  readonly newCouncil: NoteSigner;
  /** Keys of the three witnesses. */
  readonly witnessKeys: readonly NoteSigner[];
  /** The text of a policy with the new key of the log. */
  withNewLogKey(text: string): string;
  /** Policy 1: the log has a new key. */
  rotatedLog(): PolicyHistory;
  /** Policy 2: the council has a new key too. */
  rotatedCouncil(): PolicyHistory;
  open(
    history: PolicyHistory,
    signers: readonly NoteSigner[],
    wrap?: (ports: PublicationPorts) => PublicationPorts,
  ): RunningLog;
}

/** libsodium must be ready. @param clock of the witnesses */
export function createRotatingKit(clock?: Clock): RotatingKit {
  const kit = createKit(undefined, clock);
  const newLog = noteSigner(ORIGIN, 1, new Uint8Array(32).fill(2));
  const newCouncil = noteSigner('council.example', 4, new Uint8Array(32).fill(20));
  const witnessKeys = kit.witnesses.map(({ signer }) => signer);
  const withNewLogKey = (text: string): string => text.replace(encodeVkey(kit.signer.key), encodeVkey(newLog.key));
  const rotatedLog = (): PolicyHistory => {
    const signers = [kit.signer, newLog, ...witnessKeys.slice(0, 2)];
    return changed(historyOf(kit.policyText), withNewLogKey(kit.policyText), signers);
  };
  const rotatedCouncil = (): PolicyHistory => {
    const before = rotatedLog();
    const [council, ...others] = witnessKeys;
    if (council === undefined) throw new RangeError('there is no council');
    const to = newestOf(before).text.replace(encodeVkey(council.key), encodeVkey(newCouncil.key));
    return changed(before, to, [newLog, newCouncil, ...others]);
  };
  const open: RotatingKit['open'] = (history, signers, wrap) =>
    openLog(kit, wrap, { policiesOf: (store) => new Policies(history, signers, (leaf) => store.indexOf(leaf)) });
  return { ...kit, newLog, newCouncil, witnessKeys, withNewLogKey, rotatedLog, rotatedCouncil, open };
}

/** The history with one statement more, signed by whom it needs. */
function changed(history: PolicyHistory, to: string, signers: readonly NoteSigner[]): PolicyHistory {
  const logs = signers.filter(({ key }) => key.type === 1);
  const draft = propose(history, { to, time: NOW, signers: logs });
  const copies = signers
    .filter(({ key }) => key.type === 4)
    .map((signer) => addLine(history, draft, { signer, time: NOW }));
  const { statement } = unite(history, copies);
  return historyOf(history.first.text, [...history.successors.map((one) => one.statement), statement]);
}
