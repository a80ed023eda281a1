import type { Me } from '../../api/types.ts';
import { PageTitle } from '../../ui/page-title.tsx';
import { useTexts } from '../../i18n/texts.tsx';

export default function LinkPage({ me }: { me: Me }) {
  const { t } = useTexts();
  return <PageTitle title={t('navigation.label')} detail={me.user.email} />;
}
