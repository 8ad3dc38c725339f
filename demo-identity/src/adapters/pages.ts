import type { Account } from '../core/plan.js';

const NAMED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => NAMED[sign] ?? '');

/** Who may be chosen, one button each. No script runs here. */
export function choicePage(accounts: readonly Account[]): string {
  const buttons = accounts.map(
    ({ subject, name }) => `<p><button name="account" value="${escaped(subject)}">${escaped(name)}</button></p>`,
  );
  return page(
    `<p><strong>Demo: wie u kiest wordt geloofd. / Whoever you choose is believed.</strong></p>
<form method="post">${buttons.join('\n')}</form>`,
  );
}

/** @param form of the provider, which has the secret that ends the session */
export const logoutPage = (form: string): string =>
  page(`${form}<p><button form="op.logoutForm" name="logout" value="yes">Afmelden / Sign out</button></p>`);

const page = (body: string): string => `<!doctype html>
<html lang="nl"><head><meta charset="utf-8"><title>Fit4Work demo</title></head>
<body><h1>Fit4Work demo</h1>
${body}
</body></html>
`;
