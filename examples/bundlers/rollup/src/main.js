import { createTracker, paq } from 'crumbless';

// From any module, without waiting: it is held until the tracker is there.
paq.push(['trackEvent', 'Example', 'opened']);

createTracker({ url: '/matomo.php', siteId: 1, commands: [['trackPageView'], ['enableLinkTracking']] });
