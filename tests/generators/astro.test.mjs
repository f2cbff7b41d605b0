import { testsOfExample } from '../e2e/support/generators.mjs';

testsOfExample('astro');
