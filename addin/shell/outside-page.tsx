import { FluentProvider, teamsDarkTheme, teamsLightTheme } from '@fluentui/react-components';
import { TextsProvider, type Texts } from '../i18n/texts.tsx';
import { Notice } from '../ui/notice.tsx';

/** Whoever opens the address in a browser is told where the tab lives. */
export function OutsidePage({ texts }: { texts: Texts }) {
  const isDark = matchMedia('(prefers-color-scheme: dark)').matches;
  return (
    <FluentProvider theme={isDark ? teamsDarkTheme : teamsLightTheme} style={{ flexGrow: 1, display: 'flex' }}>
      <TextsProvider value={texts}>
        <Notice title={texts.t('outside.title')} detail={texts.t('outside.detail')} />
      </TextsProvider>
    </FluentProvider>
  );
}
