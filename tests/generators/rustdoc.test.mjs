import { testsOfExample } from './support/example.mjs';

testsOfExample('rustdoc');
