import { COMPANY, type Person } from '../demo/company/index.ts';
import type { Stage } from './stage.ts';

/** Makes somebody of the demo's company new again: not linked, with nothing chosen. */
export async function unlink({ demo }: Stage, { objectId }: Person): Promise<void> {
  const token = demo.sandbox.entra.issueUserToken({
    tenantId: COMPANY.tenantId,
    objectId,
    audience: COMPANY.productClientId,
  });
  const response = await fetch(`${demo.product.apiUrl}/api/me/link`, {
    method: 'DELETE',
    headers: { Authorization: `Bearer ${token}` },
  });
  if (response.status !== 204) throw new Error(`unlinking answered ${response.status}`);
}
