import { makeStyles, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect } from 'react';
import { Redirect, Route, Router, Switch } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { useApi } from '../api/context.tsx';
import { useLanguageChoice } from '../shell/language-choice.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { OfflineBar } from '../ui/offline-bar.tsx';
import { PageSkeleton } from '../ui/skeletons.tsx';
import { Header } from './header.tsx';
import { InterfaceNotice } from './interface-notice.tsx';
import { isViewName, VIEW_NAMES, VIEWS } from './views.ts';

const LinkPage = lazy(() => import('./link/link.tsx'));

const useStyles = makeStyles({
  main: {
    boxSizing: 'border-box',
    width: '100%',
    maxWidth: '1040px',
    marginInline: 'auto',
    padding: `${tokens.spacingVerticalXL} ${tokens.spacingHorizontalXXL} ${tokens.spacingVerticalXXXL}`,
    '@media (max-width: 480px)': { padding: `${tokens.spacingVerticalL} ${tokens.spacingHorizontalL}` },
  },
});

/** The tab: whoever is not linked links first, everybody else sees the views. */
export function Tab({ view }: { view: string | null }) {
  const { queries } = useApi();
  const styles = useStyles();
  const me = useQuery(queries.me);
  const isLinked = Boolean(me.data?.link);
  useChosenLanguage(isLinked);

  if (me.isPending) return <PageSkeleton />;
  if (!me.data) return <ErrorState error={me.error} onRetry={() => void me.refetch()} />;
  const { link } = me.data;
  if (!link || link.state === 'sign_in_expired') {
    return (
      <Suspense fallback={<PageSkeleton />}>
        <OfflineBar />
        <LinkPage me={me.data} />
      </Suspense>
    );
  }
  const shown = VIEW_NAMES.filter((name) => !VIEWS[name].adminOnly || link.role === 'admin');
  const first = isViewName(view) && shown.includes(view) ? view : 'overview';
  return (
    <Router hook={useHashLocation}>
      <Header me={me.data} views={shown} />
      <OfflineBar />
      <main className={styles.main}>
        <InterfaceNotice me={me.data} />
        <Suspense fallback={<PageSkeleton />}>
          <Switch>
            {shown.map((name) => (
              <Route key={name} path={`/${name}`} component={VIEWS[name].Page} />
            ))}
            <Route>
              <Redirect to={`/${first}`} replace />
            </Route>
          </Switch>
        </Suspense>
      </main>
    </Router>
  );
}

/** The language from the settings, where one was chosen there, goes before the host's. */
function useChosenLanguage(isLinked: boolean): void {
  const { queries } = useApi();
  const choose = useLanguageChoice();
  const { data } = useQuery({ ...queries.settings, enabled: isLinked });
  const language = data?.language;
  useEffect(() => {
    if (language !== undefined) choose(language);
  }, [language, choose]);
}
