import { DateTime } from 'luxon';

export interface QuietHours {
  /** Wall times `HH:mm`; the same twice: no quiet hours. */
  quietFrom: string;
  quietTo: string;
}

/** Whether the instant lies in the quiet hours of the zone, over midnight too. */
export function isQuiet(instantMs: number, { quietFrom, quietTo }: QuietHours, zone: string): boolean {
  const time = DateTime.fromMillis(instantMs, { zone }).toFormat('HH:mm');
  if (quietFrom <= quietTo) return time >= quietFrom && time < quietTo;
  return time >= quietFrom || time < quietTo;
}
