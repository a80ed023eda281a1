import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';

const useStyles = makeStyles({
  card: {
    boxSizing: 'border-box',
    padding: tokens.spacingHorizontalL,
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
  },
});

/** A sheet on the page's ground, the same everywhere. */
export function Card({ className, children }: { className?: string; children: ReactNode }) {
  return <div className={mergeClasses(useStyles().card, className)}>{children}</div>;
}
