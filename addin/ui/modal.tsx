import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { useEffect, useId, useLayoutEffect, useRef, type ReactNode } from 'react';

const NARROW = '@media (max-width: 480px)';

const useStyles = makeStyles({
  modal: {
    boxSizing: 'border-box',
    width: 'min(640px, calc(100vw - 16px))',
    maxHeight: 'calc(100dvh - 16px)',
    padding: 0,
    overflow: 'hidden',
    color: tokens.colorNeutralForeground1,
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorTransparentStroke}`,
    borderRadius: tokens.borderRadiusXLarge,
    boxShadow: tokens.shadow64,
    fontFamily: 'inherit',
    '::backdrop': { backgroundColor: tokens.colorBackgroundOverlay },
  },
  // A dialog that is displayed otherwise than by its `open` would be seen while it is closed.
  sheet: { display: 'flex', flexDirection: 'column', maxHeight: 'inherit' },
  title: {
    margin: 0,
    padding: `${tokens.spacingVerticalXL} ${tokens.spacingHorizontalXXL} 0`,
    [NARROW]: { paddingInline: tokens.spacingHorizontalL },
  },
  content: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    flexGrow: 1,
    minHeight: '132px',
    overflowY: 'auto',
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalXXL}`,
    [NARROW]: { paddingInline: tokens.spacingHorizontalL },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  short: { minHeight: 0 },
  actions: {
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'flex-end',
    gap: tokens.spacingHorizontalS,
    padding: `${tokens.spacingVerticalL} ${tokens.spacingHorizontalXXL} ${tokens.spacingVerticalXL}`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    // Where they do not fit side by side, the one that leads on stands above.
    [NARROW]: { flexWrap: 'wrap-reverse', paddingInline: tokens.spacingHorizontalL, '& > *': { flexGrow: 1 } },
  },
});

export interface ModalProps {
  title: string;
  /** One question, and no steps between which it would change its height. */
  isShort?: boolean;
  /** The Escape key. */
  onClose(): void;
  /** Buttons. */
  actions: ReactNode;
  children: ReactNode;
}

/**
 * What has to be decided before anything else, open as long as it is rendered. The browser's own dialog: it keeps and
 * gives back the focus by itself, without the focusable helpers that Fluent's puts into the page (axe: aria-hidden-focus),
 * and without its aria-hidden on the rest of the page, which stays there when the button that opened it is gone.
 */
export function Modal({ title, isShort = false, onClose, actions, children }: ModalProps) {
  const styles = useStyles();
  const titleId = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const content = useRef<HTMLDivElement>(null);
  // Before it leaves the document, so that the browser gives the focus back.
  useLayoutEffect(() => {
    const element = dialog.current!;
    element.showModal();
    return () => element.close();
  }, []);
  // With the next step, the button that led to it is gone.
  useEffect(() => content.current?.focus(), [title]);
  return (
    <dialog
      ref={dialog}
      className={styles.modal}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className={styles.sheet}>
        <Text as="h2" size={500} weight="semibold" className={styles.title} id={titleId}>
          {title}
        </Text>
        {/* Whoever has no mouse scrolls it, too, so it takes the focus. */}
        <div
          ref={content}
          className={mergeClasses(styles.content, isShort && styles.short)}
          tabIndex={0}
          role="region"
          aria-labelledby={titleId}
        >
          {children}
        </div>
        <div className={styles.actions}>{actions}</div>
      </div>
    </dialog>
  );
}
