import { writeFileSync } from 'node:fs';
import { test } from '@jest/globals';
import { observe } from './observe.ts';
import { readRows } from './rows.ts';
import { situationsOf } from './situations.ts';

test('probe', async () => {
  const out: unknown[] = [];
  const newest = new Map<string, string>();
  for (const r of readRows()) { const k = `${r.method} ${r.type}`; if ((newest.get(k) ?? '') < r.apiVersion) newest.set(k, r.apiVersion); }
  for (const [k, v] of newest) {
    const [m = '', t = ''] = k.split(' ');
    for (const s of situationsOf(t, m)) {
      const o = await observe(m, v, s);
      out.push({ type: t, method: m, version: v, situation: s.name, first: o.first, body: o.answer.body, headers: o.answer.headers, text: o.answer.text.length, polls: o.seen.map((x) => ({ via: x.via, word: x.word, body: x.answer.body, headers: x.answer.headers, len: x.answer.text.length })) });
    }
  }
  writeFileSync('/tmp/lro-observed.json', JSON.stringify(out));
}, 300_000);
