/** A page in Lupax never has more rows. */
export const PAGE_SIZE = 500;

/** Where people see the entry in Lupax. */
export function buildWebUrl(organizationId: number, what: 'appointments' | 'tasks', id: number): string {
  return `https://lupax.example/organizations/${organizationId}/${what}/${id}`;
}
