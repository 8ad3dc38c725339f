import { LogError, type PolicyFile, parsePolicy } from '@fit4work/anchor-service/verifier';
import { signal } from '@preact/signals';
import { keep, kept } from '../../kit/index.js';

/** Whom the auditor believes, and who said so. */
export interface Trust extends PolicyFile {
  /** `given` came from elsewhere than the log; `shown` is the log's own word. */
  readonly from: 'given' | 'shown';
}

const KEY = 'fit4work.auditor.policy';

/** The policy by which everything is judged; `undefined` before the first. */
export const trust = signal<Trust | undefined>(remembered());

function remembered(): Trust | undefined {
  const text = kept(KEY);
  const from = kept(`${KEY}.from`) === 'given' ? 'given' : 'shown';
  return text === undefined ? undefined : usable(text, from);
}

/** @returns undefined for what is not the policy of one log */
function usable(text: string, from: Trust['from']): Trust | undefined {
  try {
    const policy = parsePolicy(text);
    return policy.logs.length === 1 ? { text, policy, from } : undefined;
  } catch (error) {
    if (error instanceof LogError) return undefined;
    throw error;
  }
}

/** Believes a policy from now on, and on the next visit. @returns whether it is one */
export function believe(text: string, from: Trust['from']): boolean {
  const believed = usable(text, from);
  if (believed === undefined) return false;
  trust.value = believed;
  keep(KEY, text);
  keep(`${KEY}.from`, from);
  return true;
}

/** Believes nobody any more; what was seen of a log stays known. */
export function doubt(): void {
  trust.value = undefined;
  keep(KEY, undefined);
  keep(`${KEY}.from`, undefined);
}

/** The name of the log, which is that of its key. */
export const nameOf = ({ policy }: PolicyFile): string => policy.logs[0]?.key.name ?? '';
