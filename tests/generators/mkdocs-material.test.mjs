import { testsOfExample } from './support/example.mjs';

testsOfExample('mkdocs-material');
