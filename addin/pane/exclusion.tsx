import { Button, makeStyles } from '@fluentui/react-components';
import type { PaneFacts } from '../api/queries.ts';
import { useTexts } from '../i18n/texts.tsx';
import { Message } from '../ui/message.tsx';
import { mayExclude } from './describe-state.ts';

const useStyles = makeStyles({ button: { width: '100%' } });

interface ExclusionProps extends PaneFacts {
  disabled: boolean;
  onChoose(excluded: boolean): void;
}

/** Keeps the appointment out of Lupax, or lets it in again; where that would mail attendees, says how to do it instead. */
export function Exclusion({ disabled, onChoose, ...facts }: ExclusionProps) {
  const { t } = useTexts();
  const styles = useStyles();
  if (!mayExclude(facts)) return null;
  const { excluded } = facts.entry;
  const { canExclude, kind } = facts.explanation;
  const action = excluded ? 'include' : 'exclude';
  if (!canExclude) return <Message title={t('pane.meeting.title')} detail={t(`pane.meeting.${action}`)} />;
  return (
    <Button className={styles.button} disabled={disabled} onClick={() => onChoose(!excluded)}>
      {t(kind === 'series' ? `pane.${action}_series` : `pane.${action}`)}
    </Button>
  );
}
