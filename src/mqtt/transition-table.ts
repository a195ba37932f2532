/** A state machine as a table: one handler per input and phase, so that a missing cell is a type error. */

export interface TransitionStep<State, Effect> {
  state: State;
  /** To be performed in order. */
  effects: readonly Effect[];
}

export type TransitionTable<
  State extends { phase: string },
  Input extends { type: string },
  Effect,
  Context = void,
> = {
  readonly [T in Input['type']]: {
    readonly [P in State['phase']]: (
      state: Extract<State, { phase: P }>,
      input: Extract<Input, { type: T }>,
      context: Context,
    ) => TransitionStep<State, Effect>;
  };
};

export function transit<State extends { phase: string }, Input extends { type: string }, Effect, Context>(
  table: TransitionTable<State, Input, Effect, Context>,
  state: State,
  input: Input,
  context: Context,
): TransitionStep<State, Effect> {
  const row: Record<string, unknown> = table[input.type as Input['type']];
  // the key of each cell is the type of its arguments
  const handler = row[state.phase] as (
    state: State,
    input: Input,
    context: Context,
  ) => TransitionStep<State, Effect>;
  return handler(state, input, context);
}
