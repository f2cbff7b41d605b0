import { createTracker } from 'crumbless';

export default defineNuxtPlugin(() => {
  createTracker({
    url: 'https://your.matomo.example/matomo.php',
    siteId: 1,
    commands: [['trackPageView'], ['enableLinkTracking'], ['enableSpaTracking']],
  });
});
