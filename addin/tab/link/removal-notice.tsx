import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../api/context.tsx';
import { useTexts } from '../../i18n/texts.tsx';
import { describeRemoval } from '../settings/describe-removal.ts';

/**
 * What became of the copies, where the last link was ended by removing them. The dialog that follows the removal says so,
 * too, but this page takes its place as soon as the window asks who is linked.
 */
export function RemovalNotice() {
  const texts = useTexts();
  const { queries } = useApi();
  const { data } = useQuery({ ...queries.runs, refetchInterval: false });
  const last = data?.[0];
  if (last?.kind !== 'unlink' || last.state === 'running') return null;
  const isWhole = last.state === 'done' && last.counts.outlook.failed + last.counts.lupax.failed === 0;
  return (
    <MessageBar intent={isWhole ? 'success' : 'warning'} layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{texts.t('settings.unlink.over')}</MessageBarTitle>
        {describeRemoval(last, texts).join(' ')}
      </MessageBarBody>
    </MessageBar>
  );
}
