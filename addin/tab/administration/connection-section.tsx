import { Badge, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useApi } from '../../api/context.tsx';
import type { Microsoft365 } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.tsx';
import { Card } from '../../ui/card.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { RowsSkeleton } from '../../ui/skeletons.tsx';
import { ConnectionForm } from './connection-form.tsx';
import { EntraSteps } from './entra-steps.tsx';
import { ExpiryNotice } from './expiry-notice.tsx';
import { RotationNotice } from './rotation-notice.tsx';
import { SetupScripts } from './setup-scripts.tsx';

const useStyles = makeStyles({
  section: { marginBottom: tokens.spacingVerticalXXL },
  head: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalM,
    rowGap: tokens.spacingVerticalXS,
  },
  title: { margin: 0 },
  detail: {
    display: 'block',
    marginBlock: `${tokens.spacingVerticalXXS} ${tokens.spacingVerticalM}`,
    color: tokens.colorNeutralForeground2,
  },
});

/** The firm's app registration: how to get it, what is stored of it, and the form for it. */
export function ConnectionSection() {
  const { t } = useTexts();
  const styles = useStyles();
  const { queries } = useApi();
  const titleId = useId();
  const connection = useQuery(queries.microsoft365);
  const { data: me } = useQuery(queries.me);
  const { data: stored } = connection;
  return (
    <section aria-labelledby={titleId} className={styles.section}>
      <div className={styles.head}>
        <Text as="h2" id={titleId} size={500} weight="semibold" className={styles.title}>
          {t('administration.connection.title')}
        </Text>
        {stored && <StateBadge stored={stored} />}
      </div>
      <Text className={styles.detail}>{t('administration.connection.detail')}</Text>
      {stored && me ? (
        <Card>
          {stored.secretExpiresOn !== null && <ExpiryNotice expiresOn={stored.secretExpiresOn} />}
          {stored.previousCredential !== null && <RotationNotice previous={stored.previousCredential} />}
          <EntraSteps isOpen={stored.credential === null} />
          <SetupScripts />
          <ConnectionForm key={String(stored.credential === null)} stored={stored} tenantId={me.user.tenantId} />
        </Card>
      ) : connection.isPending ? (
        <RowsSkeleton rows={3} height={176} />
      ) : (
        <ErrorState error={connection.error} onRetry={() => void connection.refetch()} />
      )}
    </section>
  );
}

function StateBadge({ stored: { clientId, credential, enabled } }: { stored: Microsoft365 }) {
  const { t } = useTexts();
  if (clientId === null || credential === null) {
    return (
      <Badge appearance="tint" color="warning" size="large">
        {t('administration.state.missing')}
      </Badge>
    );
  }
  return (
    <Badge appearance="tint" color={enabled ? 'success' : 'informative'} size="large">
      {t(enabled ? 'administration.state.on' : 'administration.state.off')}
    </Badge>
  );
}
