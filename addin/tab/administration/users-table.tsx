import { makeStyles, tokens } from '@fluentui/react-components';
import type { AdminUser } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.tsx';
import { NARROW } from './narrow.ts';
import { UserRow } from './user-row.tsx';

const useStyles = makeStyles({
  table: { width: '100%', borderCollapse: 'collapse', [NARROW]: { display: 'block' } },
  // On a telephone each row is a card whose cells name themselves.
  head: { [NARROW]: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' } },
  column: {
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL}`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightSemibold,
    textAlign: 'left',
  },
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
            <th key={column} role="columnheader" scope="col" className={styles.column}>
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
