import { Button, makeStyles, Spinner, Text, tokens } from '@fluentui/react-components';
import { CalendarCancelRegular, CheckmarkRegular, CloudArrowUpRegular } from '@fluentui/react-icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../api/context.tsx';
import { readCode } from '../api/problem.ts';
import type { PaneEntry, PanePatch } from '../api/types.ts';
import { useChange } from '../api/use-change.ts';
import { useTexts } from '../i18n/texts.tsx';
import { ErrorBar } from '../ui/error-bar.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { Notice } from '../ui/notice.tsx';
import { Exclusion } from './exclusion.tsx';
import { PaneSkeleton } from './pane-skeleton.tsx';
import { ProjectChoice } from './project-choice.tsx';
import { StateCard } from './state-card.tsx';
import { VisibilityChoice } from './visibility-choice.tsx';

const useStyles = makeStyles({
  view: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL },
  saving: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalXS, minHeight: '20px' },
});

/** While something comes by itself, the pane looks again this often. */
const LOOK_AGAIN_MS = 5_000;

interface PaneAppointmentProps {
  eventId: string;
  /** Outlook may have told its id before the server knows it. */
  isComposed: boolean;
}

/** Is it in Lupax and why, how visible is it there, which project; in or out, stricter, another project. */
export function PaneAppointment({ eventId, isComposed }: PaneAppointmentProps) {
  const { t } = useTexts();
  const { queries } = useApi();
  const styles = useStyles();
  const cache = useQueryClient();
  const { queryKey, ...question } = queries.paneFacts(eventId);
  const {
    data: facts,
    error,
    refetch,
  } = useQuery({
    queryKey,
    ...question,
    refetchInterval: ({ state }) =>
      state.data?.explanation.obstacle === 'next_sync' || (isComposed && isUnknown(state.error))
        ? LOOK_AGAIN_MS
        : false,
  });
  const retry = (): void => void refetch();
  const change = useChange(
    async (call, patch: PanePatch) => {
      const entry = await call<PaneEntry>('PATCH', `/api/me/entries/${encodeURIComponent(eventId)}`, patch);
      cache.setQueryData(queryKey, (known) => known && { ...known, entry });
    },
    [queryKey],
  );

  if (!facts && isUnknown(error)) {
    return isComposed ? (
      <Notice icon={<CloudArrowUpRegular />} title={t('pane.on_its_way.title')} detail={t('pane.on_its_way.detail')} />
    ) : (
      <Notice icon={<CalendarCancelRegular />} title={t('pane.foreign.title')} detail={t('pane.foreign.detail')}>
        <Button onClick={retry}>{t('action.retry')}</Button>
      </Notice>
    );
  }
  if (!facts) return error ? <ErrorState error={error} onRetry={retry} /> : <PaneSkeleton />;
  const { entry, explanation } = facts;
  const { inSync, project, visibility } = entry;
  const shared = { disabled: change.isPending };
  return (
    <div className={styles.view}>
      <StateCard {...facts} />
      {inSync && visibility && (
        <VisibilityChoice
          {...shared}
          visibility={visibility}
          explanation={explanation}
          onChoose={(wanted) => change.mutate({ visibility: wanted })}
        />
      )}
      {inSync && explanation.isEditable && (
        <ProjectChoice {...shared} project={project} onChoose={(projectId) => change.mutate({ projectId })} />
      )}
      <ErrorBar error={change.error} />
      <Exclusion {...shared} {...facts} onChoose={(excluded) => change.mutate({ excluded })} />
      <div className={styles.saving} role="status">
        {change.isPending && <Spinner size="tiny" label={t('pane.saving')} />}
        {change.isSuccess && (
          <>
            <CheckmarkRegular aria-hidden />
            <Text size={200}>{t('pane.saved')}</Text>
          </>
        )}
      </div>
    </div>
  );
}

const isUnknown = (error: unknown): boolean => readCode(error) === 'not_found';
