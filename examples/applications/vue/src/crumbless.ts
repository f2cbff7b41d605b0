import { createTracker, paq } from 'crumbless';
import { nextTick, type App } from 'vue';
import type { Router } from 'vue-router';

/** Plugin: `app.use(crumbless, router)`. */
export function crumbless(_app: App, router: Router) {
  createTracker({ url: 'https://your.matomo.example/matomo.php', siteId: 1, commands: [['enableLinkTracking']] });
  router.afterEach(async (to, from, failure) => {
    if (failure || (from.matched.length && to.path === from.path)) return; // only a query or a hash has changed
    await nextTick(); // the page has set its title
    paq.push(['trackPageView']);
  });
}
