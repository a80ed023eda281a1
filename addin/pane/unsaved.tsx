import { Button, Spinner } from '@fluentui/react-components';
import { SaveRegular } from '@fluentui/react-icons';
import type { OutlookHost } from '../host/office.ts';
import { useTexts } from '../i18n/texts.tsx';
import { ErrorBar } from '../ui/error-bar.tsx';
import { Notice } from '../ui/notice.tsx';
import { useSaveItem } from './use-item.ts';

/** A new appointment has no id before Outlook has saved it, which it does on request. */
export function Unsaved({ host, turn }: { host: OutlookHost; turn: number }) {
  const { t } = useTexts();
  const save = useSaveItem(host, turn);
  return (
    <Notice icon={<SaveRegular />} title={t('pane.unsaved.title')} detail={t('pane.unsaved.detail')}>
      <Button
        appearance="primary"
        disabledFocusable={save.isPending}
        {...(save.isPending && { icon: <Spinner size="tiny" /> })}
        onClick={() => save.mutate(undefined)}
      >
        {t(save.isPending ? 'pane.unsaved.saving' : 'pane.unsaved.save')}
      </Button>
      <ErrorBar error={save.error} />
    </Notice>
  );
}
