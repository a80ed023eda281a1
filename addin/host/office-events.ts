/** Tells a listener of one kind of Outlook's events until it is ended. */
export type Watch<Args> = (listener: (args: Args) => void) => () => void;

/**
 * One kind of Outlook's events, for any number of listeners: Outlook takes the handlers of a kind off all at once
 * (learn.microsoft.com/javascript/api/outlook/office.mailbox, removeHandlerAsync). Where Outlook does not have the kind yet,
 * nobody is ever told.
 * @param since the version of Mailbox that brought the kind; none for those that the manifest asks for anyway
 */
export function describeOfficeEvent<Args>(
  { mailbox, requirements }: Pick<Office.Context, 'mailbox' | 'requirements'>,
  type: Office.EventType,
  since?: string,
): Watch<Args> {
  if (since !== undefined && !requirements.isSetSupported('Mailbox', since)) return () => () => undefined;
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
