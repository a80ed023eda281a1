import type { Dice } from './dice.ts';
import type { AppointmentFields, EventFields, Fields, When } from './story.ts';

export function chooseFields(dice: Dice, text: string, all: boolean): Fields {
  const whole: Required<Fields> = {
    title: dice.weigh([
      [12, `t${text}`],
      [1, ` t${text}  am Abend `],
      [1, `t${text} ${'lang '.repeat(60)}`],
      [1, `t${text} „Größe“ 🎪`],
    ]),
    notes: dice.weigh([
      [2, ''],
      [4, `<p>n${text}</p>`],
      [1, `<div class="x">n${text}<br>zwei &amp; drei</div>`],
    ]),
    place: dice.chance(0.3) ? '' : `l${text}`,
    when: chooseWhen(dice),
    reminder: dice.pick([null, 5, 15, 60]),
    tentative: dice.chance(0.2),
  };
  if (all) return whole;
  const keys = Object.keys(whole) as (keyof Fields)[];
  const chosen = keys.filter(() => dice.chance(0.25));
  const some = chosen.length > 0 ? chosen : [dice.pick(keys)];
  return Object.fromEntries(some.map((key) => [key, whole[key]]));
}

function chooseWhen(dice: Dice): When {
  const day = dice.weigh<() => number>([
    [2, () => dice.between(-4, 0)],
    [10, () => dice.between(1, 14)],
    [2, () => dice.between(15, 60)],
  ])();
  return { day, hour: dice.between(0, 23), minutes: dice.pick([15, 30, 60, 600]), allDay: dice.chance(0.2) };
}

export function chooseEvent(dice: Dice, text: string, all: boolean): EventFields {
  const fields: EventFields = chooseFields(dice, text, all);
  if (fields.title !== undefined) fields.title = fields.title.slice(0, 250);
  const showAs = dice.weigh([
    [8, 'busy'],
    [2, 'oof'],
    [1, 'free'],
    [1, 'workingElsewhere'],
  ] as const);
  if (all || dice.chance(0.15)) fields.showAs = fields.tentative ? 'tentative' : showAs;
  const sensitivity = dice.weigh([
    [8, 'normal'],
    [1, 'personal'],
    [2, 'private'],
    [1, 'confidential'],
  ] as const);
  if (all || dice.chance(0.2)) fields.sensitivity = sensitivity;
  if (dice.chance(0.05)) fields.excluded = dice.chance(0.6);
  return fields;
}

export function chooseAppointment(dice: Dice, text: string, all: boolean): AppointmentFields {
  const fields: AppointmentFields = chooseFields(dice, text, all);
  const visibility = dice.weigh([
    [4, 'public'],
    [2, 'notes_private'],
    [2, 'title_and_notes_private'],
  ] as const);
  if (all || dice.chance(0.25)) fields.visibility = visibility;
  return fields;
}
