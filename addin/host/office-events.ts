/** Tells a listener of one kind of Outlook's events until it is ended. */
export type Watch<Args> = (listener: (args: Args) => void) => () => void;

/**
 * One kind of Outlook's events, for any number of listeners: Outlook takes the handlers of a kind off all at once
 * (learn.microsoft.com/javascript/api/outlook/office.mailbox, removeHandlerAsync). An Outlook that does not know the kind
 * refuses the handler, and nobody is ever told: the theme then stays what it was at the start (Mailbox 1.14).
 */
export function describeOfficeEvent<Args>(mailbox: Office.Mailbox, type: Office.EventType): Watch<Args> {
  const listeners = new Set<(args: Args) => void>();
  const handle = (args: Args): void => {
    for (const listener of listeners) listener(args);
  };
  return (listener) => {
    listeners.add(listener);
    if (listeners.size === 1) mailbox.addHandlerAsync(type, handle);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) mailbox.removeHandlerAsync(type);
    };
  };
}
