import { MessageBar, MessageBarBody, MessageBarTitle, type MessageBarIntent } from '@fluentui/react-components';
import type { Run } from '../api/types.ts';
import { useTexts, type Texts } from '../i18n/texts.tsx';
import { CountsTable } from './counts-table.tsx';
import { countAllChanges } from './judge-run.ts';

/** What came of a synchronisation. */
export function RunOver({ run }: { run: Run }) {
  const texts = useTexts();
  const { intent, title, detail } = describeEnd(run, texts);
  return (
    <>
      <MessageBar intent={intent} layout="multiline" politeness="assertive">
        <MessageBarBody>
          <MessageBarTitle>{title}</MessageBarTitle>
          {detail}
        </MessageBarBody>
      </MessageBar>
      {countAllChanges(run) > 0 && <CountsTable run={run} />}
    </>
  );
}

interface End {
  intent: MessageBarIntent;
  title: string;
  detail?: string;
}

function describeUndo(run: Run, { t }: Texts): End {
  const { outlook, lupax } = run.counts;
  const [skipped, failed] = [outlook.skipped + lupax.skipped, outlook.failed + lupax.failed];
  const isWhole = run.state !== 'failed' && failed === 0;
  const sentences = [
    run.error?.detail,
    skipped > 0 && t('preview.over.undo.skipped', { count: skipped }),
    failed > 0 && t('preview.over.undo.not_undone', { count: failed }),
    t('preview.over.undo.paused'),
  ];
  return {
    intent: run.state === 'failed' ? 'error' : isWhole ? 'success' : 'warning',
    title: t(isWhole ? 'preview.over.undo.done' : 'preview.over.undo.failed'),
    detail: sentences.filter(Boolean).join(' '),
  };
}

function describeEnd(run: Run, texts: Texts): End {
  if (run.kind === 'undo') return describeUndo(run, texts);
  const { t } = texts;
  if (run.state === 'failed') {
    return { intent: 'error', title: t('preview.over.failed'), ...(run.error ? { detail: run.error.detail } : {}) };
  }
  if (run.state === 'waiting_for_approval') {
    return { intent: 'warning', title: t('preview.over.waiting.title'), detail: t('preview.over.waiting.detail') };
  }
  const count = run.counts.outlook.failed + run.counts.lupax.failed;
  if (count > 0) {
    return {
      intent: 'warning',
      title: t('preview.over.partly.title'),
      detail: t('preview.over.partly.detail', { count }),
    };
  }
  if (countAllChanges(run) > 0) return { intent: 'success', title: t('preview.over.done') };
  return { intent: 'success', title: t('preview.over.done'), detail: t('preview.over.nothing') };
}
