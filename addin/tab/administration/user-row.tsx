import { Button, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ArrowDownloadRegular, CheckmarkCircleRegular, DeleteRegular, WarningRegular } from '@fluentui/react-icons';
import type { ReactNode } from 'react';
import type { AdminUser } from '../../api/types.ts';
import { useChange } from '../../api/use-change.ts';
import { useTexts } from '../../i18n/texts.tsx';
import { writeMoment } from '../../i18n/write-time.ts';
import { ErrorBar } from '../../ui/error-bar.tsx';
import { downloadJson } from './download-json.ts';
import { NARROW } from './narrow.ts';

const useStyles = makeStyles({
  row: {
    ':not(:last-child)': { borderBottom: `1px solid ${tokens.colorNeutralStroke2}` },
    [NARROW]: { display: 'block', padding: tokens.spacingHorizontalL },
  },
  cell: {
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL}`,
    overflowWrap: 'anywhere',
    [NARROW]: {
      display: 'flex',
      gap: tokens.spacingHorizontalM,
      padding: `${tokens.spacingVerticalXS} 0`,
      '::before': {
        content: 'attr(data-label)',
        flex: '0 0 96px',
        color: tokens.colorNeutralForeground2,
        fontSize: tokens.fontSizeBase200,
        lineHeight: tokens.lineHeightBase300,
      },
    },
  },
  email: { fontWeight: tokens.fontWeightSemibold, textAlign: 'left', [NARROW]: { '::before': { display: 'none' } } },
  state: { display: 'inline-flex', alignItems: 'flex-start', gap: tokens.spacingHorizontalXS },
  icon: { flexShrink: 0, fontSize: '16px', marginTop: '2px' },
  good: { color: tokens.colorStatusSuccessForeground1 },
  bad: { color: tokens.colorStatusDangerForeground1 },
  // The signs of the buttons, not their invisible frames, stand in line with the words.
  actions: {
    whiteSpace: 'nowrap',
    [NARROW]: { marginLeft: `calc(-1 * ${tokens.spacingHorizontalSNudge})`, '::before': { display: 'none' } },
  },
});

/** One user: never a title, only whether it works and what it waits for. */
export function UserRow({ user, onDelete }: { user: AdminUser; onDelete: () => void }) {
  const { t, language } = useTexts();
  const styles = useStyles();
  const { email, objectId, state, lastSuccessAt, waitsFor } = user;
  const path = `/api/admin/users/${encodeURIComponent(objectId)}/data`;
  const download = useChange(async (call) => downloadJson(`lupax-${email}`, await call('GET', path)), []);
  return (
    <tr role="row" className={styles.row}>
      <th role="rowheader" scope="row" className={mergeClasses(styles.cell, styles.email)}>
        {email}
      </th>
      <Cell label={t('administration.users.state')}>
        <span className={styles.state}>
          {state === 'ok' ? (
            <CheckmarkCircleRegular className={mergeClasses(styles.icon, styles.good)} aria-hidden />
          ) : (
            <WarningRegular className={mergeClasses(styles.icon, styles.bad)} aria-hidden />
          )}
          {t(`administration.users.states.${state}`)}
        </span>
      </Cell>
      <Cell label={t('administration.users.lastSuccess')}>
        {lastSuccessAt === null ? t('administration.users.never') : writeMoment(lastSuccessAt, language)}
      </Cell>
      <Cell label={t('administration.users.waitsFor')}>
        {t(waitsFor === null ? 'administration.waitsFor.nothing' : `administration.waitsFor.${waitsFor}`)}
      </Cell>
      <td role="cell" className={mergeClasses(styles.cell, styles.actions)}>
        <span>
          <Button
            appearance="subtle"
            icon={<ArrowDownloadRegular />}
            title={t('administration.users.export')}
            aria-label={t('administration.users.exportOf', { email })}
            disabledFocusable={download.isPending}
            onClick={() => download.mutate(undefined)}
          />
          <Button
            appearance="subtle"
            icon={<DeleteRegular />}
            title={t('administration.users.delete')}
            aria-label={t('administration.users.deleteOf', { email })}
            onClick={onDelete}
          />
          <ErrorBar error={download.error} />
        </span>
      </td>
    </tr>
  );
}

function Cell({ label, children }: { label: string; children: ReactNode }) {
  return (
    <td role="cell" data-label={label} className={useStyles().cell}>
      <span>{children}</span>
    </td>
  );
}
