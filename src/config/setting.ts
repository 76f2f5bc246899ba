import { validateSync } from 'class-validator';

/** The environment as settings see it: an empty value counts as unset. */
export type Environment = Record<string, string | undefined>;

interface SettingOptions {
  /** What an unset variable stands for; also what `.env.example` shows. */
  fallback: string;
  /** Ends the sentence "NAME must …" at boot. Never contains the value. */
  must: string;
  /** Unparseable text comes out as something that the property's validators refuse. */
  parse: (raw: string, isProduction: boolean) => unknown;
}

export interface SettingDefinition extends SettingOptions {
  name: string;
  property: string;
}

const definitions = new Map<object, SettingDefinition[]>();

/** Marks a property as read from the environment variable `name`; class-validator decorators say what is valid. */
export function Setting(name: string, options: SettingOptions): PropertyDecorator {
  return (prototype, property) => {
    const known = definitions.get(prototype) ?? [];
    definitions.set(prototype, [...known, { ...options, name, property: String(property) }]);
  };
}

export function settingsOf(concern: new () => object): SettingDefinition[] {
  return definitions.get(concern.prototype as object) ?? [];
}

/** Fills one concern from the environment. `failures` name each setting that is not valid. */
export function readConcern<T extends object>(
  concern: new () => T,
  environment: Environment,
  isProduction: boolean,
): { value: T; failures: string[] } {
  const value = new concern();
  const settings = settingsOf(concern);
  for (const { name, property, fallback, parse } of settings) {
    const raw = environment[name]?.trim() || fallback;
    const parsed = parse(raw, isProduction);
    Object.assign(value, { [property]: Array.isArray(parsed) ? Object.freeze(parsed) : parsed });
  }
  const faulty = new Set(validateSync(value).map((error) => error.property));
  const failures = settings
    .filter((setting) => faulty.has(setting.property))
    .map((setting) => `${setting.name} must ${setting.must}`);
  return { value: Object.freeze(value), failures };
}
