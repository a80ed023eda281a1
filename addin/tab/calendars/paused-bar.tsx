import { Link, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { useTexts } from '../../i18n/texts.tsx';

/** Choices are kept while the synchronisation is paused, and take effect afterwards. */
export function PausedBar() {
  const { t } = useTexts();
  return (
    <MessageBar layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{t('calendars.paused.title')}</MessageBarTitle>
        {t('calendars.paused.detail')}
      </MessageBarBody>
      <MessageBarActions>
        <Link href="#/settings">{t('calendars.paused.settings')}</Link>
      </MessageBarActions>
    </MessageBar>
  );
}
