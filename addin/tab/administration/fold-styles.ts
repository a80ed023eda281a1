import { makeStyles, tokens } from '@fluentui/react-components';

/** Help that is folded away above the form. */
export const useFoldStyles = makeStyles({
  details: {
    marginBottom: tokens.spacingVerticalL,
    paddingBottom: tokens.spacingVerticalL,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  summary: {
    width: 'fit-content',
    cursor: 'pointer',
    fontWeight: tokens.fontWeightSemibold,
    ':focus-visible': {
      outline: `2px solid ${tokens.colorStrokeFocus2}`,
      borderRadius: tokens.borderRadiusMedium,
    },
  },
});
