import { PageTitle } from '../../ui/page-title.tsx';
import { useTexts } from '../../i18n/texts.tsx';

export default function Administration() {
  const { t } = useTexts();
  return <PageTitle title={t('navigation.administration')} />;
}
