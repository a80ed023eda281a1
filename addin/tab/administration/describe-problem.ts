/** A problem of a field as Fluent's `Field` shows it. */
export function describeProblem(problem: string | undefined) {
  return problem === undefined ? {} : ({ validationState: 'error', validationMessage: problem } as const);
}
