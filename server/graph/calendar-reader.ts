import { MAX_BATCH_PARTS, readInBatches } from './batch.ts';
import type { PartResult } from './batch.ts';
import { readRound, startRound } from './delta-round.ts';
import type { RoundStart } from './delta-round.ts';
import { GraphError } from './errors.ts';
import type { Reach } from './reach.ts';
import { readRoundEvents } from './series.ts';
import { permissionsPath, readSharing } from './sharing.ts';
import type { CalendarQuery, CalendarReading } from './types.ts';

/** Each calendar takes two parts of a batch: its changes and its sharing. */
const CALENDARS_PER_BATCH = MAX_BATCH_PARTS / 2;

/** Failures that concern the mailbox, whichever calendar showed them. */
const OF_THE_MAILBOX: readonly string[] = ['unauthorized', 'mailbox_missing', 'mailbox_blocked'];

async function readOne(
  reach: Reach,
  query: CalendarQuery,
  start: RoundStart,
  [changes, permissions]: [PartResult | undefined, PartResult | undefined],
): Promise<CalendarReading> {
  if (!changes || !permissions) throw new GraphError('unavailable', 'a batch lacks an answer');
  const sharing = await readSharing(reach, permissions);
  const round = await readRound(reach, query, start, changes);
  const { events, completeSeriesIds } = await readRoundEvents(reach, query, round);
  const removedIds = [...round.removedIds];
  const read = { complete: round.complete, events, removedIds, completeSeriesIds, deltaLink: round.deltaLink };
  return { calendarId: query.calendarId, sharing, changes: read };
}

type Reading = [calendarId: string, reading: CalendarReading | Error];

async function readTogether(reach: Reach, queries: CalendarQuery[]): Promise<Reading[]> {
  const starts = queries.map((query) => startRound(reach, query));
  const results = await readInBatches(
    reach.requester,
    queries.flatMap((query, index) => [
      ...starts.slice(index, index + 1).map((start) => start.read),
      permissionsPath(reach.userId, query.calendarId),
    ]),
  );
  return Promise.all(
    queries.map(async (query, index): Promise<Reading> => {
      const start = starts[index] ?? startRound(reach, query);
      const own: [PartResult | undefined, PartResult | undefined] = [results[2 * index], results[2 * index + 1]];
      const reading = readOne(reach, query, start, own).catch((error: unknown) => toError(error));
      return [query.calendarId, await reading];
    }),
  );
}

const toError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/**
 * Reads changes and sharing of calendars, two calendars per batch.
 * @returns for each calendar its reading, or an Error where only it failed
 * @throws GraphError when nothing could be read for a reason that concerns the mailbox or the connection
 */
export async function readCalendars(
  reach: Reach,
  queries: CalendarQuery[],
): Promise<Map<string, CalendarReading | Error>> {
  const chunks: CalendarQuery[][] = [];
  for (let from = 0; from < queries.length; from += CALENDARS_PER_BATCH) {
    chunks.push(queries.slice(from, from + CALENDARS_PER_BATCH));
  }
  let batchFailures = 0;
  const readings = await Promise.all(
    chunks.map((chunk) =>
      readTogether(reach, chunk).catch((error: unknown) => {
        batchFailures += 1;
        return chunk.map((query): Reading => [query.calendarId, toError(error)]);
      }),
    ),
  );
  const result = new Map(readings.flat());
  const errors = [...result.values()].filter((reading) => reading instanceof Error);
  const [first] = errors;
  if (!first || errors.length < result.size) return result;
  const allOfTheMailbox = errors.every((error) => error instanceof GraphError && OF_THE_MAILBOX.includes(error.code));
  if (allOfTheMailbox || batchFailures === chunks.length) throw first;
  return result;
}
