import { testsOfExample } from './support/example.mjs';

testsOfExample('hugo-debian');
