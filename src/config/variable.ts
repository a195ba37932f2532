/**
 * The environment variables: one table. From it follow how they are read, the configuration they make, what a reload may change,
 * `.env.example`, the manual's table and the options of the add-on.
 */
import type { Config } from './config.ts';
import type { Variable } from './setting.ts';
import type { FromText } from './value.ts';
import { changeVariables } from './variable/change.ts';
import { queryVariables } from './variable/query.ts';
import { httpVariables } from './variable/http.ts';
import { mqttVariables } from './variable/mqtt.ts';
import { oauthVariables } from './variable/oauth.ts';
import { presenceVariables } from './variable/presence.ts';
import { processVariables } from './variable/process.ts';
import { routerVariables } from './variable/router.ts';

/** In the order of `.env.example` and of the manual. */
export const variables = {
  ...routerVariables,
  ...presenceVariables,
  ...httpVariables,
  ...oauthVariables,
  ...mqttVariables,
  ...changeVariables,
  ...queryVariables,
  ...processVariables,
};

type Table = typeof variables;
export type VariableName = keyof Table;
export const names = Object.keys(variables) as VariableName[];
/** The table with every column. */
export const rows: Readonly<Record<VariableName, Variable<unknown>>> = variables;

type Value<V> = V extends { parse: FromText<infer T> }
  ? V extends { default: string }
    ? T
    : V extends { unset: infer U }
      ? T | U
      : T | null
  : never;

/** The default, `unset` or null where nothing is set; undefined where the value was refused, which has been noted. */
export type Values<N extends VariableName = VariableName> = {
  readonly [K in N]: Value<Table[K]> | undefined;
};

/** The values by field: of the whole configuration, or of one section. */
type ByField<V extends Values, S extends '' | 'mqtt.' | 'routers.'> = {
  readonly [N in VariableName as Table[N]['field'] extends `${S}${infer F}`
    ? S extends ''
      ? Extract<F, keyof Config>
      : F
    : never]: V[N];
};

/** The values of a section of the configuration by their fields, without the section's name; '' is the configuration itself. */
export function byField<V extends Values, S extends '' | 'mqtt.' | 'routers.'>(
  values: V,
  section: S,
): ByField<V, S> {
  const entries = names.flatMap((name) => {
    const { field } = rows[name];
    const key = field?.startsWith(section) === true ? field.slice(section.length) : null;
    return key === null || key.includes('.') ? [] : [[key, values[name]] as const];
  });
  return Object.fromEntries(entries) as ByField<V, S>;
}

/** The names of the variables, and of the secrets with `_FILE`. */
export const known: ReadonlySet<string> = new Set(
  names.flatMap((name) => (rows[name].secret === true ? [name, `${name}_FILE`] : [name])),
);
