import { expect, test } from 'vitest';
import { save } from './editor';

test('saves the text, and sends nothing', () => {
  expect(save(' text ')).toBe('text');
});
