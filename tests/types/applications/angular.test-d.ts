// The provider in the configuration of an application: what it lets pass, and what it refuses.

import type { ApplicationConfig } from '@angular/core';
import { provideCrumbless } from 'crumbless/angular';

export const config: ApplicationConfig = {
  providers: [provideCrumbless({ url: 'https://stats.example/matomo.php', siteId: 1, wasm: { core: '/own/crumbless_bg.wasm' } })],
};

// @ts-expect-error no address
provideCrumbless({ siteId: 1 });
