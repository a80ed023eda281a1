import { makeStyles, MessageBar, MessageBarBody, Text, tokens } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../../api/context.tsx';
import type { LinkRequest, Me } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.tsx';
import { Card } from '../../ui/card.tsx';
import { Logo } from '../../ui/logo.tsx';
import { CredentialsForm, type Credentials } from './credentials-form.tsx';
import { Drawing } from './drawing.tsx';
import { OrganizationForm } from './organization-form.tsx';
import { readOrganizations, type Organization } from './read-refusal.ts';
import { RemovalNotice } from './removal-notice.tsx';

const useStyles = makeStyles({
  page: {
    boxSizing: 'border-box',
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    flexGrow: 1,
    gap: tokens.spacingVerticalL,
    padding: `${tokens.spacingVerticalXXXL} ${tokens.spacingHorizontalL}`,
    '@media (max-width: 480px)': { paddingBlock: tokens.spacingVerticalXL },
  },
  card: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalL,
    width: '100%',
    maxWidth: '440px',
    padding: tokens.spacingHorizontalXXXL,
    '@media (max-width: 480px)': { padding: tokens.spacingHorizontalXL },
  },
  drawing: { display: 'flex', justifyContent: 'center' },
  words: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS },
  title: { margin: 0, textWrap: 'balance' },
  detail: { color: tokens.colorNeutralForeground2, textWrap: 'balance' },
  footnote: { color: tokens.colorNeutralForeground2 },
});

/** The first page of everybody who is not linked, or whose sign-in to Lupax has ended. */
export default function LinkPage({ me }: { me: Me }) {
  const { call } = useApi();
  const cache = useQueryClient();
  const { t } = useTexts();
  const styles = useStyles();
  const isExpired = me.link !== null;
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const [credentials, setCredentials] = useState<Credentials>({
    email: me.link?.email ?? me.user.email,
    password: '',
  });
  const [organizations, setOrganizations] = useState<Organization[] | null>(null);

  const step = organizations ? 'organization' : isExpired ? 'again' : 'first';

  async function link(request: LinkRequest): Promise<void> {
    setBusy(true);
    setError(null);
    try {
      const linked = await call<Me>('PUT', '/api/me/link', request);
      // Whoever is new chooses calendars first; everybody else goes on where they were.
      if (!isExpired) window.location.hash = '#/calendars';
      cache.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' });
      cache.setQueryData(['me'], linked);
    } catch (failure) {
      const choices = readOrganizations(failure);
      if (choices) setOrganizations(choices);
      else setError(failure);
      setBusy(false);
    }
  }

  return (
    <main className={styles.page}>
      <Logo />
      <Card className={styles.card}>
        <div className={styles.drawing}>
          <Drawing />
        </div>
        <div className={styles.words}>
          <Text as="h1" size={600} weight="semibold" align="center" className={styles.title}>
            {t(`link.${step}.title`)}
          </Text>
          <Text align="center" className={styles.detail}>
            {t(`link.${step}.detail`)}
          </Text>
        </div>
        {!isExpired && <RemovalNotice />}
        {isExpired && !organizations && (
          <MessageBar layout="multiline">
            <MessageBarBody>{t('link.again.kept')}</MessageBarBody>
          </MessageBar>
        )}
        {organizations ? (
          <OrganizationForm
            organizations={organizations}
            isBusy={isBusy}
            error={error}
            onChoose={(organizationId) => void link({ ...credentials, organizationId })}
            onBack={() => {
              setOrganizations(null);
              setError(null);
            }}
          />
        ) : (
          <CredentialsForm
            credentials={credentials}
            isBusy={isBusy}
            error={error}
            onChange={setCredentials}
            onSubmit={() => void link(credentials)}
          />
        )}
      </Card>
      <Text size={200} align="center" className={styles.footnote}>
        {t('link.mailbox', { email: me.user.email })}
      </Text>
    </main>
  );
}
