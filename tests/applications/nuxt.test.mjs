import { testsOfApplication } from './support/application.mjs';

testsOfApplication('nuxt');
