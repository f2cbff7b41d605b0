import { commands, created, reset } from 'crumbless/testing';
import { expect, test, vi } from 'vitest';
import { save } from './editor';

vi.mock('crumbless', () => import('crumbless/testing'));

test('says that the text was saved', () => {
  expect(created[0].siteId).toBe(1);
  expect(commands).toEqual([['trackPageView']]);
  reset();
  save('text');
  expect(commands).toEqual([['trackEvent', 'Editor', 'save']]);
});
