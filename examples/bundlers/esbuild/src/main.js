import { createTracker, paq } from 'crumbless';
import wasm from 'crumbless/crumbless_bg.wasm';

// From any module, without waiting: it is held until the tracker is there.
paq.push(['trackEvent', 'Example', 'opened']);

// esbuild copies a file where it is imported, and the import is its new address.
createTracker({ url: '/matomo.php', siteId: 1, commands: [['trackPageView'], ['enableLinkTracking']], wasm });
