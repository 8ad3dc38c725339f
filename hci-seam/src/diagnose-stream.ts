import Conversation = require('./conversation');
import errnoOf = require('./errno');

import type { Finding, NoControllerReason, UnreachableReason } from './finding';

import finding = require('./finding-words');
import type transport = require('./transport');

interface Way {
  readonly target: string;
  readonly open: transport.OpenHciTransport;
  readonly answerMs: number;
}

const REASONS: Readonly<Record<string, UnreachableReason>> = {
  ECONNREFUSED: 'refused',
  ENOENT: 'absent',
  ENOTFOUND: 'unknown-name',
  EAI_AGAIN: 'unknown-name',
  EACCES: 'forbidden',
  EPERM: 'forbidden',
  ETIMEDOUT: 'slow',
};

/** Connects, resets the controller at the other end, asks who it is, and closes. Nothing is left open. */
async function diagnoseStream({ target, open, answerMs }: Way): Promise<Finding[]> {
  const attempt = new Attempt(open, answerMs);
  try {
    const found = [finding('beyond-a-stream', { target })];
    if (!(await attempt.opened)) return [...found, unreachable(target, attempt.failure)];
    return [...found, finding('reached'), await whoAnswers(target, attempt)];
  } finally {
    attempt.close();
  }
}

/** One connection, with what became of it. */
class Attempt {
  readonly conversation: Conversation;
  readonly opened: Promise<boolean>;
  failure: Error | undefined;
  private readonly transport: transport.HciTransport;
  private timer: NodeJS.Timeout | undefined;

  constructor(open: transport.OpenHciTransport, answerMs: number) {
    let settle: (opened: boolean) => void = () => undefined;
    this.opened = new Promise((resolve) => {
      settle = resolve;
    });
    this.timer = setTimeout(() => settle(false), answerMs);
    this.conversation = new Conversation((packet) => this.transport.write(packet), answerMs);
    this.transport = open({
      opened: () => settle(true),
      packet: (packet) => this.conversation.take(packet),
      lost: (error) => {
        this.failure = error;
        settle(false);
        this.conversation.end();
      },
    });
  }

  close(): void {
    clearTimeout(this.timer);
    this.transport.close();
  }
}

/** Without a failure, the connection is still on its way after the deadline. */
function unreachable(target: string, failure: Error | undefined): Finding {
  if (!failure) return finding('unreachable', { target, unreachable: 'slow' });
  const errno = errnoOf(failure.cause);
  return finding('unreachable', { target, unreachable: REASONS[errno] ?? 'other', errno });
}

async function whoAnswers(target: string, attempt: Attempt): Promise<Finding> {
  const reset = await attempt.conversation.ask(Conversation.RESET);
  if (reset === undefined) {
    return finding('no-controller', { target, noController: silence(attempt.failure) });
  }
  if (reset[0] !== 0) return finding('no-controller', { target, noController: 'reset-refused' });
  const bufferSize = await attempt.conversation.ask(Conversation.LE_READ_BUFFER_SIZE);
  return Conversation.identify(attempt.conversation, bufferSize);
}

function silence(failure: Error | undefined): NoControllerReason {
  if (!failure) return 'silent';
  return errnoOf(failure) === 'bad-stream' ? 'not-h4' : 'hung-up';
}

export = diagnoseStream;
