// The plugin of the application in examples/applications/vue, as it uses it, and what it refuses.

import { createApp } from 'vue';
import { createMemoryHistory, createRouter } from 'vue-router';
import { crumbless } from './src/crumbless';

const router = createRouter({ history: createMemoryHistory(), routes: [] });
createApp({}).use(crumbless, router).use(router);

// @ts-expect-error no router
crumbless(createApp({}));
