/** Our mark on an event that was created from Lupax: `<organisation id>/appointment/<id>` or `<organisation id>/project/<id>`. */
export interface Marker {
  organizationId: number;
  type: 'appointment' | 'project';
  id: number;
}

export function formatMarker(marker: Marker): string {
  return `${marker.organizationId}/${marker.type}/${marker.id}`;
}

/** @returns null when the text is none of ours */
export function parseMarker(text: string): Marker | null {
  const match = /^(\d+)\/(appointment|project)\/(\d+)$/.exec(text);
  if (!match) return null;
  return { organizationId: Number(match[1]), type: match[2] as Marker['type'], id: Number(match[3]) };
}

/** Category on every event that this product creates. */
export const LUPAX_CATEGORY = 'Lupax';
/** Category with which a user keeps an Outlook event out of Lupax. */
export const EXCLUDED_CATEGORY = 'Lupax: nicht synchronisieren';
