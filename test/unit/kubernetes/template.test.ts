import { describe, expect, test } from '@jest/globals';
import { fillTemplate } from '../../../src/kubernetes/template.ts';

const text = (value: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n  a: ${value}\n`;
const dataOf = (template: string, params: Parameters<typeof fillTemplate>[2]): unknown =>
  fillTemplate('things', text(template), params)[0]?.['data'];

describe('holes of a template', () => {
  test('a value never changes the shape of the manifest', () => {
    expect(dataOf('${value}', { value: 'b: c # d\n- e' })).toEqual({ a: 'b: c # d\n- e' });
  });

  test.each([
    ['a number', 2],
    ['a truth', true],
    ['a text that looks like a truth', 'true'],
  ])('a scalar that is one hole takes the type of %s', (_, value) => {
    expect(dataOf('${value}', { value })).toEqual({ a: value });
  });

  test('several holes and text make a text', () => {
    expect(dataOf('http://${host}:${port}/', { host: 'h', port: 80 })).toEqual({ a: 'http://h:80/' });
  });

  test('an entry goes away when its only hole is filled with nothing', () => {
    expect(dataOf('${value}', { value: undefined })).toEqual({});
  });

  test('a doubled dollar stands for itself', () => {
    expect(dataOf("'$${PORT} ${port}'", { port: 1 })).toEqual({ a: '${PORT} 1' });
  });

  test.each([
    ['a hole that nobody fills', '${value}', {}, 'has a hole "value" that nobody fills'],
    ['a value without a hole', 'b', { other: 1 }, 'has no hole for other'],
    ['nothing inside a text', 'b${value}', { value: undefined }, 'needs a value for "value"'],
    ['nothing in a list', '["${value}"]', { value: undefined }, 'may leave out entries of maps only'],
    ['a hole in a key', '{"${value}": 1}', { value: 'x' }, 'has a hole in a key'],
    ['broken YAML', '"b', {}, 'is not YAML'],
  ])('%s is refused by name', (_, template, params, message) => {
    expect(() => dataOf(template, params)).toThrow(
      expect.objectContaining({ code: 'config.template-value', message: expect.stringContaining(message) }),
    );
    expect(() => dataOf(template, params)).toThrow(/template things/);
  });
});
