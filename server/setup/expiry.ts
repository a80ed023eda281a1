import { X509Certificate } from 'node:crypto';
import type { AppRegistration } from '../graph/types.ts';

/** As early as administrators are reminded at all. */
const LEAD_DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;

export interface Expiry {
  /** `yyyy-MM-dd` */
  day: string;
  /** Negative: over. */
  daysLeft: number;
  isSoon: boolean;
}

/** A certificate says until when it is valid; of a secret it is known only when somebody typed it in. */
export function findExpiry(app: AppRegistration | null, secretExpiresOn: string | null, now: number): Expiry | null {
  const certificate = app?.credential.kind === 'certificate' ? app.credential.pem : null;
  const day = (certificate && readCertificateDay(certificate)) ?? secretExpiresOn?.slice(0, 10) ?? null;
  if (day === null) return null;
  const daysLeft = Math.round((Date.parse(day) - Date.parse(new Date(now).toISOString().slice(0, 10))) / DAY_MS);
  return { day, daysLeft, isSoon: daysLeft <= LEAD_DAYS };
}

/** @returns `yyyy-MM-dd`, null where it cannot be read */
export function readCertificateDay(pem: string): string | null {
  try {
    return new Date(new X509Certificate(pem).validTo).toISOString().slice(0, 10);
  } catch {
    return null;
  }
}
