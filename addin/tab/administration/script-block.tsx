import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { CheckmarkRegular, CopyRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTexts } from '../../i18n/texts.tsx';

const useStyles = makeStyles({
  block: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'flex-start',
    gap: tokens.spacingVerticalXS,
    minWidth: 0,
  },
  script: {
    boxSizing: 'border-box',
    width: '100%',
    margin: 0,
    padding: tokens.spacingHorizontalM,
    overflowX: 'auto',
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    color: tokens.colorNeutralForeground1,
    backgroundColor: tokens.colorNeutralBackground3,
    borderRadius: tokens.borderRadiusMedium,
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase300,
  },
});

/** A script to copy; where the host does not let the page copy, it can be marked by hand. */
export function ScriptBlock({ script, of }: { script: string; of: string }) {
  const { t } = useTexts();
  const styles = useStyles();
  const [copied, setCopied] = useState(false);
  const copy = (): void =>
    void navigator.clipboard?.writeText(script).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <div className={styles.block}>
      <pre className={styles.script}>{script}</pre>
      <Button
        size="small"
        icon={copied ? <CheckmarkRegular /> : <CopyRegular />}
        aria-label={t('administration.check.copyOf', { title: of })}
        onClick={copy}
      >
        {t(copied ? 'administration.check.copied' : 'administration.check.copy')}
      </Button>
    </div>
  );
}
