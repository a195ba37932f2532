/** What a variable and a key of the file have in common: the field of the configuration they set, and when a change takes effect. */
import type { Config, MqttConfig, RouterConfig } from './config.ts';
import type { FromText } from './value.ts';

/** `routers.password`: of every router. */
export type Field = keyof Config | `mqtt.${keyof MqttConfig}` | `routers.${keyof RouterConfig}`;

export interface Setting {
  /** Null where other settings say what it sets. */
  field: Field | null;
  /** `at once`: when its file is read again. `restart`: the program is built around it at its start. */
  live: 'at once' | 'restart';
}

export interface Variable<T> extends Setting {
  parse: FromText<T>;
  /** As text, for `parse`. */
  default?: string;
  /** The value when nothing is set and there is no default; null if not given. */
  unset?: T;
  /** A text to show where there is no default. */
  example?: string;
  /** `NAME_FILE` is read as well, and the log hides the value. */
  secret?: true;
  /** For `.env.example`, the manual and the add-on; names and values in backticks. */
  meaning: string;
  /** The add-on offers it as an option. */
  addOn?: {
    label: string;
    /** In the notation of Home Assistant. */
    schema: string;
    /** What the option starts with; null: the user must fill it in. */
    initial?: string | null;
    /** Default: `meaning`. */
    description?: string;
  };
}

/** The key of the configuration that holds the field. */
export function sectionOf(field: Field): keyof Config {
  return field.replace(/\..*/, '') as keyof Config;
}

/** The value of the field; of `routers.…` a list of values, of `mqtt.…` undefined without a broker. */
export function valueAt(config: Config, field: Field): unknown {
  const section: unknown = config[sectionOf(field)];
  const [, key] = field.split('.');
  if (key === undefined) return section;
  return Array.isArray(section) ? section.map((each) => property(each, key)) : property(section, key);
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
