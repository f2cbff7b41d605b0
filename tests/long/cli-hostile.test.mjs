/** More of the pages of tests/cli/hostile.test.mjs. Many take all the time that `crumbless check` has, and a core. */
import { describe } from 'node:test';
import { ENDLESS, LIES, testEndless, testLies } from '../cli/support/hostile-website.mjs';

describe('check ends in time, with what was seen', { concurrency: 2 }, () => testEndless(ENDLESS.more));
describe('a page’s lies are the page’s', { concurrency: 2 }, () => testLies(LIES.more));
