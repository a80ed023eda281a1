import {
  makeStyles,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  type MessageBarProps,
} from '@fluentui/react-components';

const useStyles = makeStyles({
  bar: { textAlign: 'start' },
  // In a narrow pane a title that runs on into the sentence after it is no title.
  title: { display: 'block' },
});

interface MessageProps extends Pick<MessageBarProps, 'intent' | 'shape' | 'politeness'> {
  title: string;
  detail: string;
}

/** A note between other things: what is the matter, and below it what to do. */
export function Message({ title, detail, ...bar }: MessageProps) {
  const styles = useStyles();
  return (
    <MessageBar layout="multiline" className={styles.bar} {...bar}>
      <MessageBarBody>
        <MessageBarTitle className={styles.title}>{title}</MessageBarTitle>
        {detail}
      </MessageBarBody>
    </MessageBar>
  );
}
