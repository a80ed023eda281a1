import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useLocation } from 'wouter';
import type { Me } from '../api/types.ts';
import { useTexts } from '../i18n/texts.tsx';
import { Logo } from '../ui/logo.tsx';
import { VIEWS, type ViewName } from './views.ts';

const NARROW = '@media (max-width: 640px)';

const useStyles = makeStyles({
  header: {
    position: 'sticky',
    top: 0,
    zIndex: 10,
    backgroundColor: tokens.colorNeutralBackground1,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  inner: {
    display: 'flex',
    alignItems: 'stretch',
    gap: tokens.spacingHorizontalXL,
    maxWidth: '1040px',
    minHeight: '48px',
    marginInline: 'auto',
    paddingInline: tokens.spacingHorizontalXXL,
    [NARROW]: { paddingInline: 0, gap: 0 },
  },
  brand: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS, [NARROW]: { display: 'none' } },
  organization: {
    marginLeft: 'auto',
    alignSelf: 'center',
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    [NARROW]: { display: 'none' },
  },
  links: { display: 'flex', alignItems: 'stretch', [NARROW]: { flexGrow: 1 } },
  link: {
    position: 'relative',
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'center',
    gap: tokens.spacingHorizontalSNudge,
    paddingInline: tokens.spacingHorizontalMNudge,
    color: tokens.colorNeutralForeground2,
    textDecorationLine: 'none',
    fontSize: tokens.fontSizeBase300,
    ':hover': { color: tokens.colorNeutralForeground1 },
    ':focus-visible': {
      outline: `2px solid ${tokens.colorStrokeFocus2}`,
      outlineOffset: '-3px',
      borderRadius: tokens.borderRadiusMedium,
    },
    [NARROW]: {
      flexDirection: 'column',
      // As wide as its word: “Administration” needs more than a fifth.
      flex: '1 1 auto',
      minWidth: 0,
      gap: '2px',
      paddingInline: '2px',
      paddingBlock: '6px',
      fontSize: '10px',
      lineHeight: '14px',
    },
  },
  icon: { fontSize: '20px' },
  current: {
    color: tokens.colorNeutralForeground1,
    fontWeight: tokens.fontWeightSemibold,
    '::after': {
      content: '""',
      position: 'absolute',
      insetInline: tokens.spacingHorizontalMNudge,
      bottom: 0,
      height: '3px',
      borderRadius: tokens.borderRadiusCircular,
      backgroundColor: tokens.colorCompoundBrandStroke,
      // High contrast paints over background colours.
      '@media (forced-colors: active)': { backgroundColor: 'Highlight' },
    },
  },
});

/** Brand, views and the organisation; on a telephone the views alone, each with its word below its sign. */
export function Header({ me, views }: { me: Me; views: readonly ViewName[] }) {
  const { t } = useTexts();
  const styles = useStyles();
  const [location] = useLocation();
  return (
    <header className={styles.header}>
      <div className={styles.inner}>
        <div className={styles.brand}>
          <Logo />
        </div>
        <nav className={styles.links} aria-label={t('navigation.label')}>
          {views.map((name) => {
            const { Icon } = VIEWS[name];
            const isCurrent = location === `/${name}`;
            return (
              <a
                key={name}
                href={`#/${name}`}
                className={mergeClasses(styles.link, isCurrent && styles.current)}
                aria-current={isCurrent ? 'page' : undefined}
              >
                <Icon className={styles.icon} aria-hidden />
                {t(`navigation.${name}`)}
              </a>
            );
          })}
        </nav>
        <div className={styles.organization} title={me.link?.organization.title}>
          {me.link?.organization.title}
        </div>
      </div>
    </header>
  );
}
