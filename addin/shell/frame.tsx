import { FluentProvider, makeStyles, tokens } from '@fluentui/react-components';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { createCall } from '../api/call.ts';
import { ApiProvider } from '../api/context.tsx';
import type { Host } from '../host/types.ts';
import { chooseLanguage, type Language } from '../i18n/language.ts';
import { loadTexts, TextsProvider, type Texts } from '../i18n/texts.tsx';
import { LanguageProvider } from './language-choice.tsx';
import { chooseTheme } from './theme.ts';

const useStyles = makeStyles({
  page: {
    display: 'flex',
    flexDirection: 'column',
    flexGrow: 1,
    minHeight: '100vh',
    backgroundColor: tokens.colorNeutralBackground2,
    color: tokens.colorNeutralForeground1,
  },
});

/** Theme, language and API of everything below; a change of the theme needs no reload. */
export function Frame({ host, texts: first, children }: { host: Host; texts: Texts; children: ReactNode }) {
  const [theme, setTheme] = useState(host.theme);
  const [texts, setTexts] = useState(first);
  const language = useRef(first.language);
  const styles = useStyles();
  useEffect(() => host.watchTheme(setTheme), [host]);
  useEffect(() => {
    document.documentElement.lang = texts.language;
    language.current = texts.language;
  }, [texts]);
  // What the browser draws itself (pickers, scroll bars) goes by this.
  useEffect(() => {
    document.documentElement.style.colorScheme = theme === 'light' ? 'light' : 'dark';
  }, [theme]);
  const call = useMemo(
    () => createCall({ getToken: () => host.getToken(), readLanguage: () => language.current }),
    [host],
  );
  const chooseTexts = useMemo(
    () => (chosen: Language | null) => void loadTexts(chosen ?? chooseLanguage(host.locale)).then(setTexts),
    [host],
  );
  return (
    <FluentProvider theme={chooseTheme(host.look, theme)}>
      {/* Not the provider's own class: what opens above the page (lists, tips) gets that, too, and would cover all of it. */}
      <div className={styles.page}>
        <TextsProvider value={texts}>
          <LanguageProvider value={chooseTexts}>
            <ApiProvider call={call}>{children}</ApiProvider>
          </LanguageProvider>
        </TextsProvider>
      </div>
    </FluentProvider>
  );
}
