import type { Settings } from '../../server/store/types.ts';
import type { Direction } from '../../server/sync/core/entry.ts';
import { createRandom } from '../sandbox/graph/random.ts';
import type { CalendarRole } from '../sandbox/graph/types.ts';
import { chooseAppointment, chooseEvent, chooseFields } from './choose-fields.ts';
import { createDice, type Dice } from './dice.ts';
import { chooseFault } from './faults.ts';
import type { AppointmentFields, Cast, EventFields, Fields, Happening, Step, Story } from './story.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const ROLES: readonly (CalendarRole | null)[] = [
  ...(['read', 'read', 'read', 'read', 'limitedRead', 'limitedRead', 'freeBusyRead', 'freeBusyRead'] as const),
  ...(['write', 'delegateWithPrivateEventAccess', 'custom', 'none', null] as const),
];

/** @param actions at least so many things that people do; a third as many faults come on top */
export function writeStory(seed: number, actions = 48): Story {
  const random = createRandom(seed);
  const dice = createDice(random);
  const cast = chooseCast(dice);
  const people = cast.people.length;
  const happenings: (Happening & { wait?: number })[] = [];
  /** What people do about what they, or Lupax, did before. */
  const mending: { at: number; happening: Happening }[] = [];
  for (let index = 0; index < actions; index += 1) {
    const opening = index < 10;
    const action = chooseAction(dice, people, index, opening);
    happenings.push(action);
    if (index === 5) for (let who = 0; who < people; who += 1) happenings.push({ do: 'sync', who });
    happenings.push(...mending.filter(({ at }) => at === index).map(({ happening }) => happening));
    mending.push(...chooseMending(dice, action).map((happening) => ({ at: index + dice.between(1, 5), happening })));
    if (dice.chance(0.12)) happenings.push({ do: 'lookAgain', who: dice.below(people), times: dice.between(1, 3) });
    if (!opening && dice.chance(0.3)) happenings.push({ do: 'sync', who: dice.below(people) });
    if (!opening && dice.chance(0.1)) happenings.push(...chooseRace(dice, people, `${index}r`));
    if (dice.chance(0.4)) happenings.push({ do: 'fault', fault: chooseFault(random) });
    if (dice.chance(0.06)) happenings.push({ do: 'crash', boundaries: 1 + dice.below(60), downMs: dice.below(20_000) });
    if (dice.chance(0.04)) happenings.push({ do: 'lag', ms: dice.pick([0, 5_000, 60_000, 10 * MINUTE_MS]) });
    if (dice.chance(0.12)) happenings.push({ do: 'settle' });
  }
  const steps = happenings.map((happening): Step => ({ wait: chooseWait(dice), ...happening }));
  return { seed, cast, steps };
}

function chooseMending(dice: Dice, happening: Happening): Happening[] {
  if (happening.do === 'undo') return dice.chance(0.9) ? [{ do: 'resume', who: happening.who }] : [];
  if (happening.do === 'switchInterface') return [{ do: 'switchInterface', enabled: true }];
  if (happening.do !== 'unlink' && happening.do !== 'expireSignIn') return [];
  const { who } = happening;
  const first = dice.pick<Direction>(['both', 'both', 'to_lupax', 'to_outlook']);
  const second = dice.pick<Direction>(['to_lupax', 'off']);
  return dice.chance(0.9)
    ? [
        { do: 'link', who, directions: [first, second, second] },
        { do: 'sync', who },
      ]
    : [];
}

function chooseCast(dice: Dice): Cast {
  const people = Array.from(
    {
      length: dice.weigh([
        [3, 2],
        [1, 3],
      ] as const),
    },
    () => {
      const first = dice.weigh<Direction>([
        [13, 'both'],
        [3, 'to_lupax'],
        [3, 'to_outlook'],
        [1, 'off'],
      ]);
      const others = Array.from({ length: dice.below(3) }, () =>
        dice.weigh<Direction>([
          [6, 'to_lupax'],
          [3, 'off'],
        ]),
      );
      return {
        calendars: [first, ...others].map((direction) => ({ direction, sharing: dice.pick(ROLES) })),
        settings: chooseSettings(dice, true),
      };
    },
  );
  return { people };
}

function chooseSettings(dice: Dice, all: boolean): Partial<Settings> {
  const settings: Partial<Settings> = {
    conflictWinner: dice.pick(['outlook', 'lupax'] as const),
    includeFreeEvents: dice.chance(0.3),
    includeProjects: dice.chance(0.4),
    pastDays: dice.pick([1, 3, 30]),
    futureDays: dice.pick([10, 30, 365]),
    language: dice.pick(['de', 'en'] as const),
  };
  if (all) return settings;
  const key = dice.pick(Object.keys(settings) as (keyof Settings)[]);
  return { [key]: settings[key] };
}

/** The same entry is edited on both sides while a run is under way. */
function chooseRace(dice: Dice, people: number, text: string): (Happening & { wait: number })[] {
  const who = dice.below(people);
  const pick = dice.below(1_000);
  const fields = (part: string): Fields => ({
    title: `t${text}${part}`,
    place: `l${text}${part}`,
    notes: `<p>n${text}${part}</p>`,
  });
  const first: Happening = dice.chance(0.5)
    ? { do: 'editEvent', who, pick, fields: fields('a') }
    : { do: 'editAppointment', who, pick, fields: fields('a') };
  return [
    { wait: dice.below(2_000), ...first },
    { wait: dice.below(200), do: 'sync', who },
    { wait: dice.below(900), do: 'editTwin', who, fields: fields('b') },
  ];
}

/** Mostly moments, so that things happen in the middle of a run; now and then hours and days. */
function chooseWait(dice: Dice): number {
  return dice.weigh<() => number>([
    [45, () => dice.below(400)],
    [25, () => dice.below(20 * SECOND_MS)],
    [14, () => 20 * SECOND_MS + dice.below(10 * MINUTE_MS)],
    [7, () => dice.below(5 * HOUR_MS)],
    [2, () => dice.below(72 * HOUR_MS)],
  ])();
}

function chooseAction(dice: Dice, people: number, index: number, opening: boolean): Happening {
  const who = dice.below(people);
  const pick = dice.below(1_000);
  const calendar = dice.weigh([
    [5, 0],
    [2, 1],
    [1, 2],
  ] as const);
  const text = String(index);
  const event = (): EventFields => chooseEvent(dice, text, false);
  const appointment = (): AppointmentFields => chooseAppointment(dice, text, false);
  const creating: (readonly [number, () => Happening])[] = [
    [8, () => ({ do: 'addEvent', who, calendar, fields: chooseEvent(dice, text, true) })],
    [
      3,
      () => ({
        do: 'addSeries',
        who,
        calendar,
        fields: chooseEvent(dice, text, true),
        count: dice.between(2, 16),
        weekly: dice.chance(0.3),
      }),
    ],
    [
      3,
      () => ({
        do: 'addMeeting',
        who,
        guest: (who + 1) % people,
        fields: chooseEvent(dice, text, true),
        online: dice.chance(0.3),
      }),
    ],
    [
      8,
      () => ({
        do: 'addAppointment',
        who,
        fields: chooseAppointment(dice, text, true),
        kind: dice.weigh([
          [8, 'appointment'],
          [1, 'shift'],
          [1, 'vacation'],
        ] as const),
      }),
    ],
    [
      2,
      () => ({ do: 'addAppointments', who, fields: chooseAppointment(dice, text, true), count: dice.between(3, 14) }),
    ],
    [2, () => ({ do: 'addProject', who, fields: chooseFields(dice, text, true) })],
  ];
  if (opening) return dice.weigh(creating)();
  const living: (readonly [number, () => Happening])[] = [
    [11, () => ({ do: 'editEvent', who, pick, fields: event() })],
    [3, () => ({ do: 'editOccurrence', who, pick, nth: dice.below(16), fields: event() })],
    [2, () => ({ do: 'deleteOccurrence', who, pick, nth: dice.below(16) })],
    [5, () => ({ do: 'deleteEvent', who, pick })],
    [1, () => ({ do: 'deleteEvents', who, copies: dice.chance(0.5), count: dice.between(5, 20) })],
    [
      0.7,
      () => ({
        do: 'hideEvents',
        who,
        sensitivity: dice.pick(['normal', 'private'] as const),
        count: dice.between(5, 20),
      }),
    ],
    [3, () => ({ do: 'moveEvent', who, pick, calendar })],
    [1, () => ({ do: 'touchEvent', who, pick })],
    [
      2.5,
      () => ({
        do: 'respond',
        who,
        pick,
        response: dice.pick(['accepted', 'declined', 'tentativelyAccepted'] as const),
        keep: dice.chance(0.3),
      }),
    ],
    [1, () => ({ do: 'cancelMeeting', who, pick })],
    [4, () => ({ do: 'share', who, calendar, role: dice.pick(ROLES) })],
    [12, () => ({ do: 'editAppointment', who, pick, fields: appointment() })],
    [5, () => ({ do: 'deleteAppointment', who, pick })],
    [1, () => ({ do: 'deleteAppointments', who, copies: dice.chance(0.5), count: dice.between(5, 20) })],
    [1, () => ({ do: 'editProject', who, pick, fields: chooseFields(dice, text, false) })],
    [1, () => ({ do: 'removeProject', who, pick })],
    [2, () => ({ do: 'dryRun', who })],
    [2, () => ({ do: 'approve', who, pick })],
    [1, () => ({ do: 'discard', who, pick })],
    [
      3,
      () => ({
        do: 'direct',
        who,
        calendar,
        direction: dice.pick(['off', 'to_lupax', 'to_outlook', 'both', 'both'] as const),
      }),
    ],
    [2, () => ({ do: 'choose', who, settings: chooseSettings(dice, false) })],
    [2.5, () => ({ do: 'undo', who, pick })],
    [0.7, () => ({ do: 'unlink', who, copies: dice.pick(['keep', 'remove'] as const) })],
    [0.7, () => ({ do: 'expireSignIn', who })],
    [0.5, () => ({ do: 'switchInterface', enabled: false })],
  ];
  return dice.weigh([...creating.map(([weight, make]) => [weight * 0.6, make] as const), ...living])();
}
