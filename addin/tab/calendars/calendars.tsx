import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useApi } from '../../api/context.tsx';
import type { Calendar, Direction } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.tsx';
import { PausedBar } from '../../preview/paused-bar.tsx';
import { PreviewDialog } from '../../preview/preview-dialog.tsx';
import { usePreview } from '../../preview/use-preview.ts';
import { ErrorBar } from '../../ui/error-bar.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { RowsSkeleton } from '../../ui/skeletons.tsx';
import { CalendarList } from './calendar-list.tsx';
import { FirstSyncBar } from './first-sync-bar.tsx';
import { SyncLine } from './sync-line.tsx';
import { Unreadable } from './unreadable.tsx';
import { useDirections, type DirectionChange } from './use-directions.ts';

const SAVED_SHOWN_MS = 6_000;
const ROW_HEIGHT_PX = 104;

const useStyles = makeStyles({
  bars: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
    marginBottom: tokens.spacingVerticalM,
  },
  status: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' },
});

/** The mailbox's calendars, and what happens with each. */
export default function Calendars() {
  const { queries } = useApi();
  const { t } = useTexts();
  const styles = useStyles();
  const calendars = useQuery(queries.calendars);
  const sync = useQuery(queries.sync);
  const preview = usePreview();
  const [savedIds, setSavedIds] = useShortly<string[]>([], SAVED_SHOWN_MS);
  const [changedIds, setChangedIds] = useState<string[]>([]);
  const syncState = sync.data?.state;

  const directions = useDirections(async (changes: DirectionChange[], save: () => Promise<void>) => {
    // Nothing of the link is on the other side yet; and what is paused cannot be looked at.
    const needsLook = syncState !== 'never' && syncState !== 'paused';
    const proposal = { directions: Object.fromEntries(changes.map(({ id, direction }) => [id, direction])) };
    const isSaved = needsLook ? await preview.review({ proposal, save }) : await save().then(() => true);
    if (isSaved) setSavedIds(changes.map(({ id }) => id));
    return isSaved;
  });

  const choose = (changes: { id: string; direction: Direction }[]) => {
    setSavedIds([]);
    setChangedIds(changes.map(({ id }) => id));
    directions.choose(changes);
  };
  const startPreview = async () => {
    await directions.settle();
    await preview.show();
  };

  if (calendars.isPending || sync.isPending) {
    return (
      <>
        <PageTitle title={t('calendars.title')} detail={t('calendars.detail')} />
        <RowsSkeleton rows={3} height={ROW_HEIGHT_PX} />
      </>
    );
  }
  if (!calendars.data) {
    return (
      <>
        <PageTitle title={t('calendars.title')} detail={t('calendars.detail')} />
        <Unreadable error={calendars.error} onRetry={() => void calendars.refetch()} />
      </>
    );
  }
  const shown = withChosen(calendars.data, directions.chosen);
  const isBusy = preview.isLooking ? 'looking' : directions.isSaving ? 'saving' : null;
  return (
    <>
      <PageTitle title={t('calendars.title')} detail={t('calendars.detail')}>
        <SyncLine state={preview.sync.state} isRunning={syncState === 'running'} />
        {syncState === 'idle' && <Button onClick={() => void startPreview()}>{t('calendars.preview')}</Button>}
      </PageTitle>
      <div className={styles.bars}>
        {syncState === 'paused' && <PausedBar detail={t('calendars.paused')} />}
        <ErrorBar error={directions.error ?? sync.error} />
      </div>
      <CalendarList
        calendars={shown}
        readSaveState={({ id }) =>
          isBusy !== null && changedIds.includes(id) ? isBusy : savedIds.includes(id) ? 'saved' : null
        }
        onChoose={choose}
      />
      <div role="status" className={styles.status}>
        {isBusy ? t(`calendars.save.${isBusy}`) : savedIds.length > 0 && t('calendars.save.saved')}
      </div>
      {syncState === 'never' && (
        <FirstSyncBar
          chosen={shown.filter(({ direction }) => direction !== 'off').length}
          onPreview={() => void startPreview()}
        />
      )}
      <PreviewDialog preview={preview} />
    </>
  );
}

function withChosen(calendars: Calendar[], chosen: ReadonlyMap<string, Direction>): Calendar[] {
  return calendars.map((calendar) => ({ ...calendar, direction: chosen.get(calendar.id) ?? calendar.direction }));
}

/** A state that goes back to its first value by itself. */
function useShortly<T>(resting: T, forMs: number): [T, (value: T) => void] {
  const [first] = useState(resting);
  const [value, setValue] = useState(resting);
  useEffect(() => {
    if (value === first) return;
    const timer = setTimeout(() => setValue(first), forMs);
    return () => clearTimeout(timer);
  }, [value, first, forMs]);
  return [value, setValue];
}
