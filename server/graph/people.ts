import { GraphError } from './errors.ts';
import { graphPath, withQuery } from './path.ts';
import { isRecord } from './raw-event.ts';
import type { Reach } from './reach.ts';

export interface DirectoryPerson {
  objectId: string;
  name: string;
  /** Where invitations go to. */
  address: string;
}

const SELECT = 'id,displayName,mail,userPrincipalName';
/** More candidates than can be offered on a card say: be more precise. */
const MAX_PEOPLE = 15;
const NAME_FIELDS = ['displayName', 'givenName', 'surname'];
const SPELLINGS: [RegExp, string][] = [
  [/ä/g, 'ae'],
  [/ö/g, 'oe'],
  [/ü/g, 'ue'],
  [/ß/g, 'ss'],
];

/**
 * People of the tenant whose display name, first or last name begins like this, or whose first and last name do.
 * @throws GraphError `forbidden` without User.Read.All
 */
export async function findPeople(reach: Reach, written: string): Promise<DirectoryPerson[]> {
  const conditions = listSpellings(written.trim()).flatMap((name) => {
    const quoted = `'${name.replaceAll("'", "''")}'`;
    const [first = '', ...rest] = name.split(/\s+/);
    const last = rest.at(-1)?.replace(/\.$/, '');
    const both = last ? [writeBoth(first, last)] : [];
    return [...NAME_FIELDS.map((field) => `startswith(${field},${quoted})`), ...both];
  });
  const query = { $filter: conditions.join(' or '), $select: SELECT, $top: String(MAX_PEOPLE) };
  const answer = await reach.requester.call({ method: 'GET', ...withQuery(graphPath`/users`, query) });
  const rows =
    isRecord(answer.body) && Array.isArray(answer.body['value']) ? (answer.body['value'] as unknown[]) : null;
  if (!rows) throw new GraphError('unavailable', 'Graph answered no list of people');
  return rows.flatMap((row) => readPerson(row) ?? []);
}

/** By object id or sign-in name. @returns null when the tenant has nobody of it */
export async function findPerson(reach: Reach, idOrAddress: string): Promise<DirectoryPerson | null> {
  try {
    const path = withQuery(graphPath`/users/${idOrAddress}`, { $select: SELECT });
    return readPerson((await reach.requester.call({ method: 'GET', ...path })).body);
  } catch (error) {
    const isMissing = error instanceof GraphError && (error.code === 'not_found' || error.code === 'mailbox_missing');
    if (isMissing) return null;
    throw error;
  }
}

/** By any of its addresses: the sign-in name often is another one than the mail address. */
export async function findByAddress(reach: Reach, address: string): Promise<DirectoryPerson | null> {
  const quoted = `'${address.replaceAll("'", "''")}'`;
  const query = { $filter: `mail eq ${quoted} or userPrincipalName eq ${quoted}`, $select: SELECT };
  const answer = await reach.requester.call({ method: 'GET', ...withQuery(graphPath`/users`, query) });
  const rows = isRecord(answer.body) && Array.isArray(answer.body['value']) ? (answer.body['value'] as unknown[]) : [];
  return readPerson(rows[0]);
}

function writeBoth(first: string, last: string): string {
  const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;
  return `(startswith(givenName,${quote(first)}) and startswith(surname,${quote(last)}))`;
}

/** "Jürgen" also is "Juergen" in many directories, and the other way round is looked up by Graph itself. */
function listSpellings(name: string): string[] {
  const plain = SPELLINGS.reduce((text, [letter, letters]) => text.replace(letter, letters), name);
  return [...new Set([name, plain])];
}

function readPerson(row: unknown): DirectoryPerson | null {
  if (!isRecord(row) || typeof row['id'] !== 'string') return null;
  const address = row['mail'] ?? row['userPrincipalName'];
  if (typeof address !== 'string' || address === '') return null;
  return { objectId: row['id'], name: String(row['displayName'] ?? address), address };
}
