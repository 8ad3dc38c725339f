/** Who sits at the machine. */
export interface Terminal {
  say(text: string): void;
  /** @throws AgentError `interrupted` when it is ended instead of answered */
  ask(question: string): Promise<string>;
  /** As {@link ask}; what is typed is not shown. */
  askSecret(question: string): Promise<string>;
  /** Drops what was typed until now: it cannot be an answer to what is asked next. */
  forget(): Promise<void>;
  /** Wipes what is shown, as far back as the terminal lets itself be scrolled. */
  clear(): void;
  close(): void;
}
