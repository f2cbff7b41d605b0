import { commands, created, reset } from 'crumbless/testing';
import { save } from './editor';

jest.mock('crumbless', () => jest.requireActual('crumbless/testing'));

test('says that the text was saved', () => {
  expect(created[0].siteId).toBe(1);
  expect(commands).toEqual([['trackPageView']]);
  reset();
  save('text');
  expect(commands).toEqual([['trackEvent', 'Editor', 'save']]);
});
