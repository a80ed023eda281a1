import { COMPANY } from '../demo/company/index.ts';
import { startDemo } from '../demo/demo.ts';
import type { Demo, DemoDeps } from '../demo/demo.ts';
import { startPlayground } from './playground.ts';
import type { Playground, PlaygroundPerson } from './playground.ts';

export interface Stage {
  demo: Demo;
  playground: Playground;
}

/** Not linked with Lupax: the playground wants exactly five people besides the one who uses it. */
const OTHERS: PlaygroundPerson[] = ['Carla Conrad', 'Emil Engel', 'Fritz Fuchs'].map((name, index) => {
  const [firstName = '', lastName = ''] = name.split(' ');
  const email = `${firstName}.${lastName}@${COMPANY.domain}`.toLowerCase();
  return { objectId: `d4d4d4d4-0000-4000-8000-00000000000${index + 1}`, firstName, lastName, email };
});

/** The demo's company, linked and synchronised, with its bot in the playground as Anna sees it. */
export async function setStage(deps: DemoDeps, port?: number): Promise<Stage> {
  const demo = await startDemo([], deps);
  for (const person of demo.company.people) {
    // Whoever tries it out in the evening wants to see reminders, too.
    const reminders = { quietFrom: '00:00', quietTo: '00:00' };
    // The playground says that everybody speaks English.
    await demo.apiOf(person).call('PATCH', '/api/me/settings', { reminders, language: deps.language });
    await demo.apiOf(person).sync();
  }
  const starting = startPlayground({
    endpoint: `${demo.product.apiUrl}/api/messages`,
    tenantId: COMPANY.tenantId,
    people: [...demo.company.people, ...OTHERS],
    ...(port === undefined ? {} : { port }),
  });
  deps.onStart({ stop: async () => (await starting).stop() });
  return { demo, playground: await starting };
}
