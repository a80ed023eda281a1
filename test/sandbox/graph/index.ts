import type { AddressInfo } from 'node:net';
import { createGraphControl } from './control.ts';
import type { GraphControl } from './control-types.ts';
import { notifyOfChanges } from './change-notifier.ts';
import { createDeltaService } from './delta.ts';
import { createExecutor } from './executor.ts';
import { pause } from './fault-effects.ts';
import { createFaults } from './faults.ts';
import { HANDSHAKE_TIMEOUT_MS } from './handshake.ts';
import { createNotificationQueue } from './notifications.ts';
import { createRandom } from './random.ts';
import type { TokenClaims } from './request.ts';
import { createRouter } from './router.ts';
import { createCalendarRoutes } from './routes/calendars.ts';
import { createDeltaRoutes } from './routes/delta.ts';
import { createEventActionRoutes } from './routes/event-actions.ts';
import { createEventRoutes } from './routes/events.ts';
import { createOnlineMeetingRoutes } from './routes/online-meetings.ts';
import { createScheduleRoutes } from './routes/schedule.ts';
import { createSettingsRoutes } from './routes/settings.ts';
import { createSubscriptionRoutes } from './routes/subscriptions.ts';
import { createUserRoutes } from './routes/users.ts';
import { createGraphAnswerer, createGraphServer } from './server.ts';
import type { Answerer, Exchange, LoggedRequest } from './server.ts';
import { createSubscriptionStore } from './subscriptions.ts';
import { createThrottle } from './throttle.ts';
import { createWorld } from './world.ts';
import type { World } from './world.ts';

export type { EventInput, GraphControl, LoggedWrite, StoredEventView } from './control-types.ts';
export type { Fault, FaultEffect } from './faults.ts';
export type { LifecycleEvent } from './change-notifier.ts';
export type { Delivery, NotificationControl } from './notifications.ts';
export type { Exchange, LoggedRequest } from './server.ts';
export type { CalendarRole, MailRecord, MailboxState } from './types.ts';

const DEFAULT_LATENCY_MS = 1;

export interface GraphSandboxOptions {
  /** 0 or left out: any free port. Listens on 127.0.0.1. */
  port?: number;
  /** Milliseconds since 1970; the system's clock when left out. */
  clock?: { now(): number };
  /** Every random choice comes from it. */
  seed?: number;
  /** How long each request keeps its mailbox busy, ms; 1 when left out, so that requests at the same time meet. */
  latencyMs?: number;
  /** Verifies a bearer token; null refuses it. */
  verifyToken(token: string): TokenClaims | null;
  /** How a request's time in its mailbox passes; real time when left out. */
  pause?: (ms: number) => Promise<void>;
  /** Told of every answer, parts of batches included. */
  openApiTap?: (exchange: Exchange) => void;
}

export interface GraphSandbox {
  /** Origin without `/v1.0`. */
  readonly url: string;
  readonly control: GraphControl;
  stop(): Promise<void>;
}

/** The emulator without its sockets, for a simulation that carries requests to it by itself. */
export interface GraphEmulator {
  readonly world: World;
  readonly control: GraphControl;
  readonly answer: Answerer;
  readonly clockSkew: { ms: number };
  stop(): void;
}

/** Creates an emulator of Microsoft Graph v1.0, as far as calendars and app-only access go. */
export function createGraphEmulator(options: GraphSandboxOptions): GraphEmulator {
  const clock = options.clock ?? { now: () => Date.now() };
  const world = createWorld(clock, options.seed ?? 1);
  const delta = createDeltaService(world);
  const throttle = createThrottle(clock);
  const faults = createFaults();
  const requests: LoggedRequest[] = [];
  const clockSkew = { ms: 0 };
  const latency = { ms: options.latencyMs ?? DEFAULT_LATENCY_MS };
  const handshakeTimeoutMs = { value: HANDSHAKE_TIMEOUT_MS };
  const subscriptions = createSubscriptionStore(clock);
  // Deliveries draw from a source of their own: their timing must not disturb the order of everything else.
  const notifications = createNotificationQueue(clock, createRandom((options.seed ?? 1) + 1));
  notifyOfChanges(world, subscriptions, notifications);
  const router = createRouter([
    ...createUserRoutes(),
    ...createSettingsRoutes(),
    ...createCalendarRoutes(),
    ...createDeltaRoutes(delta),
    ...createEventRoutes(),
    ...createEventActionRoutes(),
    ...createScheduleRoutes(),
    ...createOnlineMeetingRoutes(),
    ...createSubscriptionRoutes(subscriptions, handshakeTimeoutMs),
  ]);
  const { verifyToken } = options;
  const executor = createExecutor({ world, router, throttle, latency, verifyToken, pause: options.pause ?? pause });
  const control = createGraphControl({
    world,
    delta,
    faults,
    requests,
    throttle,
    clockSkew,
    latency,
    subscriptions,
    notifications,
    handshakeTimeoutMs,
  });
  const answer = createGraphAnswerer({ world, executor, faults, requests, tap: options.openApiTap, clockSkew });
  return { world, control, answer, clockSkew, stop: () => notifications.stop() };
}

/** Starts the emulator on loopback. */
export async function startGraphSandbox(options: GraphSandboxOptions): Promise<GraphSandbox> {
  const emulator = createGraphEmulator(options);
  const server = createGraphServer(emulator.answer, emulator);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    control: emulator.control,
    stop: () =>
      new Promise((resolve) => {
        emulator.stop();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
