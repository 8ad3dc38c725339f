import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { Choice } from './field.js';
import { language, speak } from './language.js';
import { LiveRegion } from './live-region.js';
import * as words from './messages.js';
import { place } from './router.js';
import { LOCALES, say } from './say.js';
import { dress, THEMES, theme } from './theme.js';

export interface ShellProps {
  readonly title: string;
  /** The heading of what is shown, which takes the focus when it changes. */
  readonly heading: string;
  /** Which view it is, where the address does not say it: another one takes the focus as well. */
  readonly step?: string | undefined;
  readonly links: readonly { readonly label: string; readonly href: string; readonly current: boolean }[];
  readonly foot?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** More ways than these have a row of their own: name, language and colours stand above them. */
const MOST_BESIDE = 5;

/** What every page has around it: the way past all that, name, ways, language, theme, the one live region. */
export function Shell({ title, heading, step = '', links, foot, children }: ShellProps) {
  useDocument(heading, title);
  const top = useFocusOnArrival(step);
  return (
    <>
      <Skip />
      <header class="bar">
        <div class="bar-inside">
          <p class="brand">
            <Logo />
            {title}
          </p>
          {links.length > 0 && (
            <nav class={links.length > MOST_BESIDE ? 'nav nav-row' : 'nav'} aria-label={say(words.ways)}>
              <ul>
                {links.map(({ label, href, current }) => (
                  <li key={href}>
                    <a href={href} aria-current={current ? 'page' : undefined}>
                      {label}
                    </a>
                  </li>
                ))}
              </ul>
            </nav>
          )}
          <Choices />
        </div>
      </header>
      <main class="main">
        <h1 ref={top} tabIndex={-1}>
          {heading}
        </h1>
        {children}
      </main>
      {foot !== undefined && <footer class="foot">{foot}</footer>}
      <LiveRegion />
    </>
  );
}

export interface BeginningProps {
  readonly title: string;
  readonly children: ComponentChildren;
}

/** In the place of the shell until it is known which ways a page has: what comes later would move what is there. */
export function Beginning({ title, children }: BeginningProps) {
  useDocument(title, title);
  return (
    <main class="main">
      <h1 class="for-ears">{title}</h1>
      {children}
    </main>
  );
}

/** A button and no link: the hash belongs to the router. */
function Skip() {
  return (
    <button type="button" class="skip" onClick={() => document.querySelector<HTMLElement>('main h1')?.focus()}>
      {say(words.skip)}
    </button>
  );
}

function Choices() {
  const looks = { system: say(words.themeSystem), light: say(words.themeLight), dark: say(words.themeDark) };
  return (
    <div class="choices">
      <Choice
        label={say(words.language)}
        value={language.value}
        onChange={speak}
        options={[
          { value: 'nl', label: 'Nederlands', lang: 'nl' },
          { value: 'en', label: 'English', lang: 'en' },
        ]}
      />
      <Choice
        label={say(words.theme)}
        value={theme.value}
        onChange={dress}
        options={THEMES.map((value) => ({ value, label: looks[value] }))}
      />
    </div>
  );
}

function useDocument(heading: string, title: string): void {
  const [spoken, dressed] = [language.value, theme.value];
  useEffect(() => {
    document.title = heading === title ? title : `${heading} – ${title}`;
    document.documentElement.lang = LOCALES[spoken];
  }, [heading, title, spoken]);
  useEffect(() => {
    if (dressed === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = dressed;
  }, [dressed]);
}

/** Whoever goes elsewhere hears where they are; the first view leaves the focus where the browser has it. */
function useFocusOnArrival(step: string) {
  const top = useRef<HTMLHeadingElement>(null);
  const at = [...place.value, step].join('/');
  const before = useRef(at);
  useLayoutEffect(() => {
    if (before.current === at) return;
    before.current = at;
    top.current?.focus();
    scrollTo(0, 0);
  }, [at]);
  return top;
}

function Logo() {
  return (
    <svg viewBox="0 0 28 28" aria-hidden="true">
      <path
        d="M14 3 24 7v7c0 6-4.5 9.5-10 11-5.5-1.5-10-5-10-11V7Z"
        fill="none"
        stroke="currentColor"
        stroke-width="2"
        stroke-linejoin="round"
      />
      <path d="M7 15h4l2-5 3 8 2-3h3" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round" />
    </svg>
  );
}
