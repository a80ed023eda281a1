import { Button, Link } from '@fluentui/react-components';
import { MailDismissRegular, PlugDisconnectedRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../api/context.tsx';
import { ProblemError, readCode } from '../../api/problem.ts';
import { useTexts } from '../../i18n/texts.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Notice } from '../../ui/notice.tsx';

/** What Graph says of a mailbox that it does not open (server/graph/errors.ts). */
const MAILBOX_REASONS = ['mailbox_missing', 'mailbox_blocked', 'unauthorized', 'forbidden'] as const;

/** In the place of the calendars: why they cannot be shown, and what to do. */
export function Unreadable({ error, onRetry }: { error: unknown; onRetry(): void }) {
  const { t } = useTexts();
  const { queries } = useApi();
  const me = useQuery(queries.me);
  const code = readCode(error);
  const retry = <Button onClick={onRetry}>{t('action.retry')}</Button>;
  if (code === 'microsoft365_not_configured' || code === 'microsoft365_disabled' || code === 'interface_disabled') {
    // The bar above says what is the matter.
    const isAdmin = me.data?.link?.role === 'admin' && code !== 'interface_disabled';
    return (
      <Notice
        icon={<PlugDisconnectedRegular />}
        title={t('calendars.later.title')}
        detail={t('calendars.later.detail')}
      >
        {retry}
        {isAdmin && <Link href="#/administration">{t('calendars.later.administration')}</Link>}
      </Notice>
    );
  }
  const stated = error instanceof ProblemError ? error.problem['reason'] : null;
  const reason = MAILBOX_REASONS.find((known) => known === stated);
  if (!reason) return <ErrorState error={error} onRetry={onRetry} />;
  const [title, detail] = [t(`calendars.mailbox.${reason}.title`), t(`calendars.mailbox.${reason}.detail`)];
  return (
    <Notice icon={<MailDismissRegular />} title={title} detail={detail}>
      {retry}
    </Notice>
  );
}
