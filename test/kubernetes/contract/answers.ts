import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import type { Chapter } from './cases.ts';

const fileOf = (chapter: Chapter): URL => new URL(`answers/${chapter}.yaml`, import.meta.url);

/** What a real API server answered in every case of a chapter, by the names of the cases. */
export const answersOf = (chapter: Chapter): Readonly<Record<string, unknown>> =>
  parse(readFileSync(fileOf(chapter), 'utf8')) as Record<string, unknown>;

/** Keeps what a real API server answered. */
export function keepAnswers(chapter: Chapter, answers: Readonly<Record<string, unknown>>): void {
  mkdirSync(new URL('answers/', import.meta.url), { recursive: true });
  const text = stringify(answers, { lineWidth: 0, singleQuote: true, aliasDuplicateObjects: false });
  writeFileSync(
    fileOf(chapter),
    `# As kube-apiserver answered; UPDATE_CONTRACT=1 npm run test:kubernetes -- contract\n${text}`,
  );
}
