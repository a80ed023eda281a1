import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { onlineManager } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { useTexts } from '../i18n/texts.tsx';

/** Says that what is shown may be old while the device is offline. */
export function OfflineBar() {
  const { t } = useTexts();
  const isOnline = useSyncExternalStore(
    (listener) => onlineManager.subscribe(listener),
    () => onlineManager.isOnline(),
  );
  if (isOnline) return null;
  return (
    <MessageBar intent="warning" layout="multiline" shape="square">
      <MessageBarBody>
        <MessageBarTitle>{t('error.offline.title')}</MessageBarTitle>
        {t('error.offline.detail')}
      </MessageBarBody>
    </MessageBar>
  );
}
