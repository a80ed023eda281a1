/** What the pane stands beside: nothing selected, a new appointment that Outlook has not saved yet, or one by its REST id. */
export type PaneItem =
  | { state: 'none' }
  | { state: 'unsaved' }
  /** `isComposed`: Outlook may know it before the server does. */
  | { state: 'saved'; id: string; isComposed: boolean };

/** `silent`: no answer came; `no_id`: it does not tell the appointment's id; `not_saved`: saving was refused. */
export type OutlookFault = 'silent' | 'no_id' | 'not_saved';

/** Outlook itself did not do what it was asked for. */
export class OutlookError extends Error {
  override readonly name = 'OutlookError';
  constructor(
    readonly fault: OutlookFault,
    cause?: unknown,
  ) {
    super(`Outlook: ${fault}`, { cause });
  }
}

/** A script error inside Office.js loses the callback (github.com/OfficeDev/office-js/issues/1310). */
const READ_LIMIT_MS = 15_000;
const SAVE_LIMIT_MS = 60_000;
/** `ItemNotSaved`, as Office.js itself numbers it. */
const ITEM_NOT_SAVED = 9046;
/** New Outlook's name for a draft that has no id yet (github.com/OfficeDev/office-js/issues/4728). */
const CLIENT_ID_PREFIX = 'clientid:';

/** What is selected now. Attendees read, and the id is there; organizers compose, and it is asked for. @throws OutlookError */
export async function readItem(mailbox: Office.Mailbox): Promise<PaneItem> {
  const item = mailbox.item as (Office.AppointmentRead & Office.AppointmentCompose) | null | undefined;
  if (item?.itemType !== Office.MailboxEnums.ItemType.Appointment) return { state: 'none' };
  const isComposed = typeof item.itemId !== 'string';
  try {
    const id = isComposed ? await askItemId(item) : item.itemId;
    if (!id || id.startsWith(CLIENT_ID_PREFIX)) return { state: 'unsaved' };
    return { state: 'saved', id: mailbox.convertToRestId(id, Office.MailboxEnums.RestVersion.v2_0), isComposed };
  } catch (error) {
    throw error instanceof OutlookError ? error : new OutlookError('no_id', error);
  }
}

/** Saves what is composed; that mails nobody, new appointments have no draft state. @returns what is there now @throws OutlookError */
export async function saveItem(mailbox: Office.Mailbox): Promise<PaneItem> {
  const item = mailbox.item as unknown as Office.AppointmentCompose;
  try {
    await callOffice<string>((callback) => item.saveAsync(callback), SAVE_LIMIT_MS);
  } catch (error) {
    throw error instanceof OutlookError ? error : new OutlookError('not_saved', error);
  }
  const saved = await readItem(mailbox);
  // In a second account Outlook saves and still tells no id (github.com/OfficeDev/office-js/issues/5924).
  if (saved.state === 'unsaved') throw new OutlookError('no_id');
  return saved;
}

/** @returns null before the first save */
async function askItemId(item: Office.AppointmentCompose): Promise<string | null> {
  try {
    return await callOffice<string>((callback) => item.getItemIdAsync(callback), READ_LIMIT_MS);
  } catch (error) {
    if ((error as Partial<Office.Error>).code === ITEM_NOT_SAVED) return null;
    throw error;
  }
}

/** @throws Office.Error; OutlookError `silent` */
function callOffice<T>(
  method: (callback: (result: Office.AsyncResult<T>) => void) => void,
  limitMs: number,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new OutlookError('silent')), limitMs);
    method(({ status, value, error }) => {
      clearTimeout(limit);
      if (status === Office.AsyncResultStatus.Succeeded) resolve(value);
      else reject(error);
    });
  });
}
