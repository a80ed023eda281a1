import type { Accounts } from '../../accounts/index.ts';
import { defineEndpoint, noContent, ok, type Endpoint } from '../endpoint.ts';
import {
  adminUser,
  adminUserParams,
  checkQuery,
  checkRequest,
  checkResult,
  setupScript,
  microsoft365,
  microsoft365Request,
  userData,
} from '../schemas/admin.ts';
import { z } from '../schemas/zod.ts';

export function describeAdmin(accounts: Accounts): Endpoint[] {
  const { admin, adminUsers, setupCheck } = accounts;
  return [
    defineEndpoint({
      method: 'get',
      path: '/api/admin/microsoft365',
      tag: 'admin',
      summary: "The organisation's connection to Microsoft 365",
      access: 'admin',
      answers: [{ status: 200, description: 'Without the credential', schema: microsoft365 }],
      handle: async ({ user }) => ok(await admin.readMicrosoft365(user)),
    }),
    defineEndpoint({
      method: 'put',
      path: '/api/admin/microsoft365',
      tag: 'admin',
      summary: "Enter the firm's app registration; the first call binds the organisation to the administrator's tenant",
      access: 'admin',
      body: microsoft365Request,
      answers: [{ status: 200, description: 'Without the credential', schema: microsoft365 }],
      problems: ['tenant_mismatch'],
      handle: async ({ user, body }) => ok(await admin.writeMicrosoft365(user, body)),
    }),
    defineEndpoint({
      method: 'post',
      path: '/api/admin/microsoft365/check',
      tag: 'admin',
      summary: 'Check the set-up step by step; each fault is named with what mends it',
      access: 'setupCheck',
      query: checkQuery,
      body: checkRequest,
      isBodyOptional: true,
      answers: [{ status: 200, description: 'In the order of the steps', schema: z.array(checkResult) }],
      problems: ['microsoft365_not_configured'],
      handle: async ({ user, query, body, language }) =>
        ok(await setupCheck.check(user, { ...body, write: query.write === 'true' }, language)),
    }),
    defineEndpoint({
      method: 'get',
      path: '/api/admin/microsoft365/scripts',
      tag: 'admin',
      summary: "What an administrator runs to set it up, filled with the organisation's own ids",
      access: 'admin',
      answers: [{ status: 200, description: 'In this order', schema: z.array(setupScript) }],
      handle: async ({ user }) => ok(await setupCheck.listScripts(user)),
    }),
    defineEndpoint({
      method: 'get',
      path: '/api/admin/users',
      tag: 'admin',
      summary: 'The linked users of the organisation',
      access: 'admin',
      answers: [{ status: 200, description: 'By e-mail address', schema: z.array(adminUser) }],
      handle: async ({ user }) => ok(await adminUsers.list(user)),
    }),
    defineEndpoint({
      method: 'get',
      path: '/api/admin/users/:objectId/data',
      tag: 'admin',
      summary: 'All that is stored about a user',
      access: 'admin',
      params: adminUserParams,
      answers: [{ status: 200, description: 'Without secrets', schema: userData }],
      problems: ['not_found'],
      handle: async ({ user, params }) => ok(await adminUsers.exportData(user, params.objectId)),
    }),
    defineEndpoint({
      method: 'delete',
      path: '/api/admin/users/:objectId/data',
      tag: 'admin',
      summary: 'Delete all that is stored about a user',
      access: 'admin',
      params: adminUserParams,
      answers: [{ status: 204, description: 'Deleted; copies in the calendars stay' }],
      problems: ['not_found'],
      async handle({ user, params }) {
        await adminUsers.deleteData(user, params.objectId);
        return noContent();
      },
    }),
  ];
}
