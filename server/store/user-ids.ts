import { StoreError } from './errors.ts';
import type { UserId } from './types.ts';

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const FILE_NAME = /^([0-9a-f-]{36})_([0-9a-f-]{36})\.(?:json|log)$/;

/**
 * Ids become file names, so nothing but GUIDs is let through; upper and lower case name the same user.
 * @throws StoreError `invalid_id`
 */
export function normalizeUserId(id: UserId): UserId {
  const normal = { tenantId: id.tenantId.toLowerCase(), objectId: id.objectId.toLowerCase() };
  if (GUID.test(normal.tenantId) && GUID.test(normal.objectId)) return normal;
  throw new StoreError('invalid_id', 'tenant and object id of a user must be GUIDs');
}

/** `<tenantId>_<objectId>`: the user's file name without its extension. */
export function toUserKey(id: UserId): string {
  return `${id.tenantId}_${id.objectId}`;
}

/** @returns null for files that are no user's document or log */
export function readUserFileName(name: string): UserId | null {
  const [, tenantId = '', objectId = ''] = FILE_NAME.exec(name) ?? [];
  return GUID.test(tenantId) && GUID.test(objectId) ? { tenantId, objectId } : null;
}
