import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { SaveRegular } from '@fluentui/react-icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useApi } from '../api/context.tsx';
import type { OutlookHost } from '../host/office.ts';
import { useTexts } from '../i18n/texts.tsx';
import { useChange } from '../api/use-change.ts';
import { ErrorBar } from '../ui/error-bar.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { Logo } from '../ui/logo.tsx';
import { Notice } from '../ui/notice.tsx';
import { OfflineBar } from '../ui/offline-bar.tsx';
import { RowsSkeleton } from '../ui/skeletons.tsx';
import { PaneAppointment } from './pane-appointment.tsx';

const useStyles = makeStyles({
  page: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL, padding: tokens.spacingHorizontalL },
});

/** The pane beside an appointment: the appointment that Outlook shows, as Lupax has it. */
export function Pane({ host }: { host: OutlookHost }) {
  const { t } = useTexts();
  const { queries } = useApi();
  const styles = useStyles();
  const cache = useQueryClient();
  const me = useQuery(queries.me);
  const item = useQuery({ queryKey: ['item'], queryFn: () => host.readItem(), networkMode: 'always', staleTime: 0 });
  useEffect(() => host.watchItem(() => void cache.resetQueries({ queryKey: ['item'] })), [host, cache]);
  const save = useChange(() => host.saveItem(), [['item']]);

  return (
    <main className={styles.page}>
      <OfflineBar />
      <h1 style={{ margin: 0, font: 'inherit' }}>
        <Logo />
      </h1>
      {(me.isPending || item.isPending) && <RowsSkeleton rows={3} height={72} />}
      {me.isError && !me.data && <ErrorState error={me.error} onRetry={() => void me.refetch()} />}
      {me.data && !me.data.link && <Notice title={t('pane.unlinked.title')} detail={t('pane.unlinked.detail')} />}
      {item.isError && <ErrorState error={item.error} onRetry={() => void item.refetch()} />}
      {me.data?.link && item.data?.state === 'none' && (
        <Notice title={t('pane.none.title')} detail={t('pane.none.detail')} />
      )}
      {me.data?.link && item.data?.state === 'unsaved' && (
        <Notice icon={<SaveRegular />} title={t('pane.unsaved.title')} detail={t('pane.unsaved.detail')}>
          <Button appearance="primary" disabled={save.isPending} onClick={() => save.mutate(undefined)}>
            {t('pane.unsaved.save')}
          </Button>
          <ErrorBar error={save.error} />
        </Notice>
      )}
      {/* A key of its own for each appointment: what was answered about one is never shown beside another. */}
      {me.data?.link && item.data?.state === 'saved' && <PaneAppointment key={item.data.id} eventId={item.data.id} />}
    </main>
  );
}
