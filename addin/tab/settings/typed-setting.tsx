import { Input, makeStyles, tokens } from '@fluentui/react-components';
import { useState, type KeyboardEvent } from 'react';
import type { SettingsPatch } from '../../api/types.ts';
import { SettingRow } from './setting-row.tsx';
import { useSaveSetting } from './use-save-setting.ts';

const useStyles = makeStyles({ input: { width: '136px' }, unit: { color: tokens.colorNeutralForeground2 } });

interface TypedSettingProps {
  label: string;
  hint: string;
  type: 'number' | 'time';
  value: string;
  /** Stands behind what is typed, e.g. `Tage`. */
  unit?: string;
  isDisabled?: boolean;
  /** What is wrong with it; null when nothing is. */
  check(text: string): string | null;
  toPatch(text: string): SettingsPatch;
}

/** A number or a time: checked and saved when the person leaves the field or presses Enter; Escape takes it back. */
export function TypedSetting(props: TypedSettingProps) {
  const { label, hint, type, value, unit, isDisabled = false, check, toPatch } = props;
  const styles = useStyles();
  const saving = useSaveSetting();
  const [draft, setDraft] = useState<string | null>(null);
  const [sent, setSent] = useState(value);
  const [problem, setProblem] = useState<string | null>(null);

  function leave(): void {
    if (draft === null) return;
    const found = check(draft);
    setProblem(found);
    if (found !== null) return;
    setDraft(null);
    if (draft === value) return;
    setSent(draft);
    saving.save(toPatch(draft));
  }
  function press({ key }: KeyboardEvent): void {
    if (key === 'Enter') leave();
    if (key !== 'Escape') return;
    setDraft(null);
    setProblem(null);
  }

  const stored = saving.pending === undefined ? value : sent;
  return (
    <SettingRow label={label} hint={hint} saving={saving} problem={problem}>
      {(control) => (
        <Input
          {...control}
          className={styles.input}
          // A field of the type number would swallow what is no number instead of letting it be explained.
          {...(type === 'time' ? { type: 'time' } : { inputMode: 'numeric' })}
          value={draft ?? stored}
          disabled={isDisabled}
          contentAfter={unit ? <span className={styles.unit}>{unit}</span> : null}
          onChange={(_, data) => setDraft(data.value)}
          onBlur={leave}
          onKeyDown={press}
        />
      )}
    </SettingRow>
  );
}
