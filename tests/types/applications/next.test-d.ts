// The component in a layout: what it lets pass, and what it refuses.

import { createElement } from 'react';
import { Crumbless } from 'crumbless/next';

createElement(Crumbless, { url: 'https://stats.example/matomo.php', siteId: 1, commands: [['setUserId', 'ann']], deviceDetail: 'needed' });

// @ts-expect-error no site
createElement(Crumbless, { url: 'https://stats.example/matomo.php' });

// @ts-expect-error a command that is misspelt
createElement(Crumbless, { url: 'https://stats.example/matomo.php', siteId: 1, commands: [['setUserid', 'ann']] });
