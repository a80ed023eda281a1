import type { Ground } from './ground.ts';
import { runStory } from './run-story.ts';
import type { Step, Story } from './story.ts';

/** A story's steps with their places in the whole of it, so that the rest can be told by numbers. */
export interface Excerpt {
  story: Story;
  kept: number[];
}

/** The story with only the named steps. A step that goes leaves its wait to the next one, so that time stays as it was. */
export function excerpt(story: Story, kept: readonly number[]): Story {
  const wanted = new Set(kept);
  const steps: Step[] = [];
  let owed = 0;
  for (const [index, step] of story.steps.entries()) {
    if (wanted.has(index)) {
      steps.push({ ...step, wait: step.wait + owed });
      owed = 0;
    } else owed += step.wait;
  }
  return { ...story, steps };
}

/**
 * Leaves out steps for as long as the story still goes wrong in the same way: halves first, then quarters, single steps in the end
 * (delta debugging).
 */
export async function shrink(story: Story, violations: readonly string[], ground: Ground): Promise<Excerpt> {
  const wanted = new Set(violations.map(nameKind));
  const goesWrong = async (kept: number[]): Promise<boolean> =>
    (await runStory(excerpt(story, kept), ground)).violations.some((violation) => wanted.has(nameKind(violation)));
  let kept = story.steps.map((_step, index) => index);
  for (let size = kept.length >> 1; size >= 1;) {
    let left = false;
    for (let from = 0; from < kept.length;) {
      const rest = [...kept.slice(0, from), ...kept.slice(from + size)];
      if (await goesWrong(rest)) {
        kept = rest;
        left = true;
      } else from += size;
    }
    if (size > 1) size >>= 1;
    else if (!left) break;
  }
  return { story: excerpt(story, kept), kept };
}

/** A violation without what differs from story to story. */
export function nameKind(violation: string): string {
  return violation.replace(/"[^"]*"|\S*\d\S*|^\w+ \w+: /g, '').slice(0, 80);
}
