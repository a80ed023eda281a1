import { MessageBar, MessageBarBody, MessageBarTitle, type MessageBarIntent } from '@fluentui/react-components';
import type { Run } from '../../api/types.ts';
import { useTexts, type Texts } from '../../i18n/texts.tsx';
import { describeCounts } from '../activity/describe-run.ts';

/** What came of a synchronisation, in a sentence. */
export function SyncResult({ run }: { run: Run }) {
  const texts = useTexts();
  const [intent, title, detail] = describe(run, texts);
  return (
    <MessageBar intent={intent} layout="multiline" politeness="polite">
      <MessageBarBody>
        <MessageBarTitle>{title}</MessageBarTitle>
        {detail}
      </MessageBarBody>
    </MessageBar>
  );
}

function describe(run: Run, texts: Texts): [MessageBarIntent, string, string] {
  const { t } = texts;
  if (run.state === 'failed') return ['error', t('overview.result.failed'), run.error?.detail ?? ''];
  if (run.state === 'waiting_for_approval') {
    return ['warning', t('overview.result.waiting'), describeCounts(run, texts)];
  }
  const failed = run.counts.outlook.failed + run.counts.lupax.failed;
  if (failed > 0) return ['warning', t('overview.result.partly'), describeCounts(run, texts)];
  return ['success', t('overview.result.done'), describeCounts(run, texts)];
}
