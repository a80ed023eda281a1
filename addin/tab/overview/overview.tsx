import { makeStyles, tokens } from '@fluentui/react-components';
import { useTexts } from '../../i18n/texts.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { AttentionList } from './attention-list.tsx';
import { StatusCard } from './status-card.tsx';
import { Week } from './week.tsx';

const useStyles = makeStyles({
  view: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXL },
});

/** How things stand, what needs a person, and the week of both sides together. */
export default function Overview() {
  const { t } = useTexts();
  const styles = useStyles();
  return (
    <>
      <PageTitle title={t('navigation.overview')} />
      <div className={styles.view}>
        <StatusCard />
        <AttentionList />
        <Week />
      </div>
    </>
  );
}
