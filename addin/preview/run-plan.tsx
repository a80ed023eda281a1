import { MessageBar, MessageBarBody, MessageBarTitle, Text } from '@fluentui/react-components';
import type { Run } from '../api/types.ts';
import { useTexts } from '../i18n/texts.tsx';
import { CountsTable } from './counts-table.tsx';
import { countAllChanges, isGrave } from './judge-run.ts';
import { OperationList } from './operation-list.tsx';

/** What a dry run found. @param isChange it was asked for because of a change of the user's */
export function RunPlan({ run, isChange }: { run: Run; isChange: boolean }) {
  const { t } = useTexts();
  if (run.state === 'failed') {
    return (
      <MessageBar intent="error" layout="multiline" politeness="assertive">
        <MessageBarBody>
          <MessageBarTitle>{t('preview.unread.title')}</MessageBarTitle>
          {run.error?.detail}
        </MessageBarBody>
      </MessageBar>
    );
  }
  const { skipped, failed } = run.counts.outlook;
  const count = countAllChanges(run);
  return (
    <>
      {isChange && run.operations.some(isGrave) && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>{t('preview.grave')}</MessageBarBody>
        </MessageBar>
      )}
      {failed > 0 && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>{t('preview.incomplete.title')}</MessageBarTitle>
            {t('preview.incomplete.detail')}
          </MessageBarBody>
        </MessageBar>
      )}
      <Text role="status">
        {count === 0
          ? `${t('preview.nothing.title')}. ${t('preview.nothing.detail')}`
          : t('preview.planned', { count })}
      </Text>
      {count > 0 && <CountsTable run={run} />}
      {skipped > 0 && <Text size={200}>{t('preview.skipped', { count: skipped })}</Text>}
      {run.operations.length > 0 && <OperationList operations={run.operations} />}
    </>
  );
}
