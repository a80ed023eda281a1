import { makeStyles, tokens } from '@fluentui/react-components';
import { CalendarRegular, LinkRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../api/context.tsx';
import type { Me } from '../api/types.ts';
import type { OutlookHost } from '../host/office.ts';
import { useTexts } from '../i18n/texts.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { Logo } from '../ui/logo.tsx';
import { Notice } from '../ui/notice.tsx';
import { OfflineBar } from '../ui/offline-bar.tsx';
import { PaneAppointment } from './pane-appointment.tsx';
import { PaneSkeleton } from './pane-skeleton.tsx';
import { Unsaved } from './unsaved.tsx';
import { useItem } from './use-item.ts';

const useStyles = makeStyles({
  page: { display: 'flex', flexDirection: 'column', flexGrow: 1 },
  body: {
    display: 'flex',
    flexDirection: 'column',
    flexGrow: 1,
    gap: tokens.spacingVerticalL,
    padding: tokens.spacingHorizontalL,
  },
  name: { margin: 0, font: 'inherit' },
});

/** The pane beside an appointment: the appointment that Outlook shows, as Lupax has it. */
export function Pane({ host }: { host: OutlookHost }) {
  const styles = useStyles();
  return (
    <main className={styles.page}>
      <OfflineBar />
      <div className={styles.body}>
        <h1 className={styles.name}>
          <Logo />
        </h1>
        <Content host={host} />
      </div>
    </main>
  );
}

function Content({ host }: { host: OutlookHost }) {
  const { t } = useTexts();
  const { queries } = useApi();
  const me = useQuery(queries.me);
  const { turn, item, error, retry } = useItem(host);

  if (me.isPending) return <PaneSkeleton />;
  if (!me.data) return <ErrorState error={me.error} onRetry={() => void me.refetch()} />;
  const hindrance = findHindrance(me.data);
  if (hindrance)
    return <Notice icon={<LinkRegular />} title={t(`${hindrance}.title`)} detail={t(`${hindrance}.detail`)} />;
  if (!item) return error ? <ErrorState error={error} onRetry={retry} /> : <PaneSkeleton />;
  if (item.state === 'none') {
    return <Notice icon={<CalendarRegular />} title={t('pane.none.title')} detail={t('pane.none.detail')} />;
  }
  // A key of its own for each selection: what was tried with one is never shown beside another.
  if (item.state === 'unsaved') return <Unsaved key={turn} host={host} turn={turn} />;
  return <PaneAppointment key={`${turn} ${item.id}`} eventId={item.id} isComposed={item.isComposed} />;
}

/** What has to be done elsewhere before any appointment can be looked at. @returns where its texts are */
function findHindrance({ link, interface: { reason } }: Me) {
  if (!link || reason === 'not_linked') return 'pane.unlinked';
  if (link.state === 'sign_in_expired') return 'pane.sign_in_expired';
  return reason && (`interface.${reason}` as const);
}
