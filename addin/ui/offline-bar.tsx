import { onlineManager } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { useTexts } from '../i18n/texts.tsx';
import { Message } from './message.tsx';

/** Says that what is shown may be old while the device is offline. */
export function OfflineBar() {
  const { t } = useTexts();
  const isOnline = useSyncExternalStore(
    (listener) => onlineManager.subscribe(listener),
    () => onlineManager.isOnline(),
  );
  if (isOnline) return null;
  return (
    <Message intent="warning" shape="square" title={t('error.offline.title')} detail={t('error.offline.detail')} />
  );
}
