import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { AdminUser } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.tsx';
import { NARROW } from './narrow.ts';
import { UserRow } from './user-row.tsx';

const useStyles = makeStyles({
  // Fixed, so that a long address or sentence breaks within its column instead of squeezing the others.
  table: { width: '100%', tableLayout: 'fixed', borderCollapse: 'collapse', [NARROW]: { display: 'block' } },
  // On a telephone each row is a card whose cells name themselves.
  head: { [NARROW]: { display: 'none' } },
  column: {
    boxSizing: 'border-box',
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL}`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightSemibold,
    textAlign: 'left',
  },
  email: { width: '32%' },
  state: { width: '15%' },
  lastSuccess: { width: '15%' },
  waitsFor: {},
  actions: { width: '112px' },
  body: { [NARROW]: { display: 'block' } },
});

const COLUMNS = ['email', 'state', 'lastSuccess', 'waitsFor', 'actions'] as const;

interface UsersTableProps {
  users: AdminUser[];
  labelledBy: string;
  onDelete(user: AdminUser): void;
}

/** Browsers forget that a table is one when it is laid out otherwise, so each part says what it is. */
export function UsersTable({ users, labelledBy, onDelete }: UsersTableProps) {
  const { t } = useTexts();
  const styles = useStyles();
  return (
    <table role="table" className={styles.table} aria-labelledby={labelledBy}>
      <thead role="rowgroup" className={styles.head}>
        <tr role="row">
          {COLUMNS.map((column) => (
            <th key={column} role="columnheader" scope="col" className={mergeClasses(styles.column, styles[column])}>
              {t(`administration.users.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup" className={styles.body}>
        {users.map((user) => (
          <UserRow key={user.objectId} user={user} onDelete={() => onDelete(user)} />
        ))}
      </tbody>
    </table>
  );
}
