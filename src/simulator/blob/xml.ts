import type { WireResponse } from '../wire.ts';
import { escapeXml, type Answers } from './answers.ts';

/** A text between two tags. */
export const tag = (name: string, text: string): string => `<${name}>${escapeXml(text)}</${name}>`;

/** An answer of XML, with the mark that storage puts before it. */
export function xmlAnswer(
  answers: Answers,
  inner: string,
  headers: Readonly<Record<string, string>> = {},
): WireResponse {
  const body = `\uFEFF<?xml version="1.0" encoding="utf-8"?>${inner}`;
  return answers.done(200, body, { 'content-type': 'application/xml', ...headers });
}

/** The text of the first element of a name; undefined if there is none. */
export function elementOf(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`).exec(xml)?.[1];
}
