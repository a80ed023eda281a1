import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLupaxConnector } from '../../../server/lupax/connector.ts';
import type { LupaxConnectorOptions } from '../../../server/lupax/connector.ts';
import type { LupaxConnector, LupaxSession } from '../../../server/lupax/types.ts';
import type { AppointmentContent } from '../../../server/sync/core/lupax-entry.ts';

export interface FakeRequest {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: unknown;
}

/** `text` instead of `body` for what is no JSON; `cut` ends the connection without an answer; `hang` never answers. */
export interface FakeAnswer {
  status?: number;
  body?: unknown;
  text?: string;
  headers?: Record<string, string>;
  cut?: boolean;
  hang?: boolean;
}

export interface FakeLupax {
  connector: LupaxConnector;
  session: LupaxSession;
  requests: FakeRequest[];
  /** Pauses that were asked for; none is really waited. */
  pausesMs: number[];
  stop(): Promise<void>;
}

/** A Lupax that answers what the test says, over real HTTP. */
export async function startFakeLupax(
  answer: (request: FakeRequest, index: number) => FakeAnswer | Promise<FakeAnswer>,
  options: Partial<LupaxConnectorOptions> = {},
): Promise<FakeLupax> {
  const requests: FakeRequest[] = [];
  const pausesMs: number[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const part of request) text += String(part);
    const { method = '', url = '', headers } = request;
    const seen = { method, url, headers, body: text === '' ? undefined : JSON.parse(text) };
    const { status = 200, body, text: raw, headers: extra, cut, hang } = await answer(seen, requests.push(seen) - 1);
    if (cut) request.socket.destroy();
    else if (!hang) response.writeHead(status, extra).end(raw ?? (body === undefined ? '' : JSON.stringify(body)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const clock = {
    now: () => Date.parse('2026-08-03T07:00:00Z'),
    random: () => 0.5,
    sleep: async (ms: number) => void pausesMs.push(ms),
  };
  const connector = createLupaxConnector({ baseUrl: `http://127.0.0.1:${port}/api/v1`, clock, ...options });
  return {
    connector,
    session: connector.openSession(7, 'token'),
    requests,
    pausesMs,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An appointment as the contract describes it. */
export function createAppointmentJson(change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 42,
    revision: 3,
    title: 'Aufbau Festzelt',
    date_start: '2026-08-03T09:00:00+02:00',
    date_end: '2026-08-03T10:30:00+02:00',
    time_zone: 'Europe/Berlin',
    all_day: 0,
    notes: '<p>Schlüssel <b>mitnehmen</b></p>',
    location: 'Halle 3',
    status: 'confirmed',
    visibility: 'public',
    project: null,
    reminder_minutes: null,
    participants: [],
    online_meeting: { requested: 0, join_url: null },
    source: null,
    read_only: 0,
    kind: 'appointment',
    user: { id: 1 },
    url: 'https://lupax.example/appointments/42',
    created_at: '2026-08-01T09:00:00+02:00',
    updated_at: '2026-08-01T09:00:00+02:00',
    deleted: 0,
    ...change,
  };
}

export function createContent(change: Partial<AppointmentContent> = {}): AppointmentContent {
  return {
    title: 'Aufbau Festzelt',
    notes: '<p>Schlüssel <b>mitnehmen</b></p>',
    location: 'Halle 3',
    time: { allDay: false, start: '2026-08-03T07:00:00Z', end: '2026-08-03T08:30:00Z', zone: 'Europe/Berlin' },
    status: 'confirmed',
    visibility: 'public',
    reminderMinutes: null,
    project: null,
    participants: [],
    onlineMeeting: { requested: false, joinUrl: null },
    source: null,
    readOnly: false,
    ...change,
  };
}
