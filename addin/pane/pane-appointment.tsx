import { Button, makeStyles, Spinner, Text, tokens } from '@fluentui/react-components';
import { CheckmarkCircleRegular, DismissCircleRegular, InfoRegular } from '@fluentui/react-icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../api/context.tsx';
import { readCode } from '../api/problem.ts';
import type { PaneEntry, PanePatch } from '../api/types.ts';
import { useChange } from '../api/use-change.ts';
import { useTexts } from '../i18n/texts.tsx';
import { ErrorBar } from '../ui/error-bar.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { Notice } from '../ui/notice.tsx';
import { RowsSkeleton } from '../ui/skeletons.tsx';
import { ProjectChoice } from './project-choice.tsx';
import { VisibilityChoice } from './visibility-choice.tsx';

const useStyles = makeStyles({
  view: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL },
  state: {
    display: 'flex',
    gap: tokens.spacingHorizontalM,
    padding: tokens.spacingHorizontalM,
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
  },
  icon: { flexShrink: 0, fontSize: '24px', lineHeight: 0 },
  title: { margin: 0 },
  hint: { color: tokens.colorNeutralForeground2 },
  saving: { minHeight: '20px' },
});

const ICONS = { in_sync: CheckmarkCircleRegular, excluded: DismissCircleRegular, not_in_sync: InfoRegular };

/** Is it in Lupax, how visible is it there, which project; in or out, stricter, another project. */
export function PaneAppointment({ eventId }: { eventId: string }) {
  const { t } = useTexts();
  const { queries } = useApi();
  const styles = useStyles();
  const cache = useQueryClient();
  const { queryKey } = queries.paneEntry(eventId);
  const entry = useQuery(queries.paneEntry(eventId));
  const change = useChange(
    async (call, patch: PanePatch) => {
      const changed = await call<PaneEntry>('PATCH', `/api/me/entries/${encodeURIComponent(eventId)}`, patch);
      cache.setQueryData(queryKey, changed);
      return changed;
    },
    [queryKey],
  );

  if (entry.isPending) return <RowsSkeleton rows={3} height={72} />;
  if (!entry.data && readCode(entry.error) === 'not_found') {
    return <Notice title={t('pane.foreign.title')} detail={t('pane.foreign.detail')} />;
  }
  if (!entry.data) return <ErrorState error={entry.error} onRetry={() => void entry.refetch()} />;
  const { inSync, excluded, project, visibility } = entry.data;
  const state = excluded ? 'excluded' : inSync ? 'in_sync' : 'not_in_sync';
  const Icon = ICONS[state];
  return (
    <div className={styles.view}>
      <section className={styles.state}>
        <Icon className={styles.icon} aria-hidden />
        <div>
          <Text as="h2" size={400} weight="semibold" block className={styles.title}>
            {t(`pane.state.${state}.title`)}
          </Text>
          <Text className={styles.hint}>{t(`pane.state.${state}.detail`)}</Text>
        </div>
      </section>
      {inSync && visibility && (
        <VisibilityChoice
          visibility={visibility}
          disabled={change.isPending}
          onChoose={(wanted) => change.mutate({ visibility: wanted })}
        />
      )}
      {inSync && (
        <ProjectChoice
          project={project}
          disabled={change.isPending}
          onChoose={(projectId) => change.mutate({ projectId })}
        />
      )}
      <ErrorBar error={change.error} />
      <Button disabled={change.isPending} onClick={() => change.mutate({ excluded: !excluded })}>
        {excluded ? t('pane.include') : t('pane.exclude')}
      </Button>
      <div className={styles.saving} role="status">
        {change.isPending && <Spinner size="tiny" label={t('pane.saving')} />}
        {change.isSuccess && <Text size={200}>{t('pane.saved')}</Text>}
      </div>
    </div>
  );
}
