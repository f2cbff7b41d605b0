/** Sites of static-site generators, built by them and opened: those that are quickly installed. The others are in tests/generators. */
import { describe } from 'node:test';
import { testsOfExample } from './support/generators.mjs';

/** One for each core: building is work. */
describe('static-site generators', { concurrency: 2 }, () => {
  for (const name of ['hugo', 'eleventy', 'mkdocs']) testsOfExample(name);
});
