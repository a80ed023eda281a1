import { PageTitle } from '../../ui/page-title.tsx';
import { useTexts } from '../../i18n/texts.tsx';

export default function Overview() {
  const { t } = useTexts();
  return <PageTitle title={t('navigation.overview')} />;
}
