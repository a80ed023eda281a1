import { INTERFACE_REASONS } from '../../accounts/interface-state.ts';
import { z } from './zod.ts';

const LONGEST_EMAIL = 320;
const LONGEST_PASSWORD = 1_024;

export const me = z
  .strictObject({
    user: z.strictObject({ tenantId: z.string(), objectId: z.string(), name: z.string(), email: z.string() }),
    link: z
      .strictObject({
        state: z.enum(['ok', 'sign_in_expired']),
        email: z.string(),
        organization: z.strictObject({ id: z.int(), title: z.string() }),
        role: z.enum(['admin', 'user']),
      })
      .nullable(),
    interface: z.strictObject({ enabled: z.boolean(), reason: z.enum(INTERFACE_REASONS).nullable() }),
  })
  .openapi('Me');

export const linkRequest = z
  .strictObject({
    email: z.string().trim().min(1).max(LONGEST_EMAIL),
    password: z.string().min(1).max(LONGEST_PASSWORD).openapi({ format: 'password' }),
    organizationId: z.int().positive().optional(),
  })
  .openapi('LinkRequest');

export const unlinkQuery = z.strictObject({ copies: z.enum(['keep', 'remove']).default('keep') });
