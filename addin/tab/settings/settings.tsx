import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../api/context.tsx';
import { useTexts } from '../../i18n/texts.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { RowsSkeleton } from '../../ui/skeletons.tsx';
import { ConflictGroup } from './conflict-group.tsx';
import { ContentGroup, LanguageGroup, RemindersGroup, WindowGroup } from './groups.tsx';
import { LinkGroup } from './link-group.tsx';
import { PauseCard } from './pause-card.tsx';
import { ReviewProvider } from './review.tsx';

/** Everything a person can choose beside the calendars; each choice is saved by itself. */
export default function Settings() {
  const { t } = useTexts();
  const { queries } = useApi();
  const { data: settings, error, isPending, refetch } = useQuery(queries.settings);
  return (
    <>
      <PageTitle title={t('navigation.settings')} detail={t('settings.detail')} />
      {settings ? (
        <ReviewProvider>
          <PauseCard settings={settings} />
          <ContentGroup settings={settings} />
          <WindowGroup settings={settings} />
          <ConflictGroup settings={settings} />
          <RemindersGroup settings={settings} />
          <LanguageGroup settings={settings} />
        </ReviewProvider>
      ) : isPending ? (
        <RowsSkeleton rows={4} height={184} />
      ) : (
        <ErrorState error={error} onRetry={() => void refetch()} />
      )}
      <LinkGroup />
    </>
  );
}
