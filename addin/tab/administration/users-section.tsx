import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { PeopleRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useApi } from '../../api/context.tsx';
import type { AdminUser } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.tsx';
import { Card } from '../../ui/card.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Notice } from '../../ui/notice.tsx';
import { RowsSkeleton } from '../../ui/skeletons.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import { UsersTable } from './users-table.tsx';

const useStyles = makeStyles({
  title: { margin: 0, display: 'block' },
  detail: {
    display: 'block',
    marginBlock: `${tokens.spacingVerticalXXS} ${tokens.spacingVerticalM}`,
    color: tokens.colorNeutralForeground2,
  },
  table: { padding: 0, overflow: 'hidden' },
});

/** Who in the organisation is linked, and whether it works for them. */
export function UsersSection() {
  const { t } = useTexts();
  const styles = useStyles();
  const { queries } = useApi();
  const titleId = useId();
  const [leaving, setLeaving] = useState<AdminUser | null>(null);
  const { data: users, error, isPending, refetch } = useQuery(queries.adminUsers);
  return (
    <section aria-labelledby={titleId}>
      <Text as="h2" id={titleId} size={500} weight="semibold" className={styles.title}>
        {t('administration.users.title')}
      </Text>
      <Text className={styles.detail}>{t('administration.users.detail')}</Text>
      {users ? (
        users.length > 0 ? (
          <Card className={styles.table}>
            <UsersTable users={users} labelledBy={titleId} onDelete={setLeaving} />
          </Card>
        ) : (
          <Notice icon={<PeopleRegular />} title={t('administration.users.none')} />
        )
      ) : isPending ? (
        <RowsSkeleton rows={3} height={52} />
      ) : (
        <ErrorState error={error} onRetry={() => void refetch()} />
      )}
      {leaving && <DeleteDialog user={leaving} onClose={() => setLeaving(null)} />}
    </section>
  );
}
