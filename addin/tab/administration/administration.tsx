import { useTexts } from '../../i18n/texts.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { CheckSection } from './check-section.tsx';
import { ConnectionSection } from './connection-section.tsx';
import { UsersSection } from './users-section.tsx';

/** What Lupax' administrators look after: the connection to Microsoft 365, and who uses it. */
export default function Administration() {
  const { t } = useTexts();
  return (
    <>
      <PageTitle title={t('navigation.administration')} detail={t('administration.detail')} />
      <ConnectionSection />
      <CheckSection />
      <UsersSection />
    </>
  );
}
