import { Button } from '@fluentui/react-components';
import { PlugDisconnectedRegular } from '@fluentui/react-icons';
import { useTexts } from '../i18n/texts.tsx';
import { describeError } from './describe-error.ts';
import { Notice } from './notice.tsx';

/** What stands in the place of what could not be read, with the way to try again. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const texts = useTexts();
  const { title, detail } = describeError(error, texts);
  return (
    <Notice icon={<PlugDisconnectedRegular />} title={title} detail={detail}>
      <Button onClick={onRetry}>{texts.t('action.retry')}</Button>
    </Notice>
  );
}
