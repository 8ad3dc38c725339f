import { Disclosure, say } from '../../kit/index.js';
import * as words from './messages.js';

/** The command that says more: for whoever set the computer up, and nobody else has to know it. */
export const ForHelper = ({ command }: { readonly command: string }) => (
  <Disclosure label={say(words.forHelper)}>
    <p class="small">
      {say(words.commandSays)} <code>{command}</code>
    </p>
  </Disclosure>
);

/** Of an agent that does not answer. */
export const AgentHelp = () => <ForHelper command="systemctl --user status fit4work-agent" />;
