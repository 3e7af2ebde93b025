import { z } from 'zod';
import { configSchema, configFields, type ConfigKey } from './schema.ts';

/** Every key of the configuration, in the order of its table of words. */
export const configKeys = Object.keys(configFields) as readonly ConfigKey[];

const dashed = (key: ConfigKey): string => key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The flag of a field: `nodeSize` is `--node-size`. */
export const flagOf = (key: ConfigKey): string => `--${dashed(key)}`;

/** The variable of a field: `nodeSize` is `METAFLOW_AZURE_NODE_SIZE`. */
export const variableOf = (key: ConfigKey): string =>
  `METAFLOW_AZURE_${dashed(key).replaceAll('-', '_').toUpperCase()}`;

/** The schema of one field. */
export const schemaOf = (key: ConfigKey): z.ZodType => configSchema.shape[key];

/** The legal values of a field that has a short list of them. */
export function choicesOf(key: ConfigKey): readonly string[] | undefined {
  const inner = bare(schemaOf(key));
  return inner instanceof z.ZodEnum ? (inner.options as string[]) : undefined;
}

/** Whether a field is a yes or no, which as a flag needs no value. */
export const isSwitch = (key: ConfigKey): boolean => bare(schemaOf(key)) instanceof z.ZodUnion;

/** Whether a field is a table of names and values, which as text is `key=value,…`. */
export const isTable = (key: ConfigKey): boolean => bare(schemaOf(key)) instanceof z.ZodRecord;

/** What a field is when nobody says otherwise; undefined when it has to be said or may be left out. */
export function defaultOf(key: ConfigKey): unknown {
  const parsed = schemaOf(key).safeParse(undefined);
  return parsed.success ? parsed.data : undefined;
}

/** Whether a deployment cannot do without an answer for this field. */
export const isRequired = (key: ConfigKey): boolean => !schemaOf(key).safeParse(undefined).success;

function bare(schema: unknown): unknown {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodOptional ? bare(schema.unwrap()) : schema;
}
