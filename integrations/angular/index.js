/**
 * Provider for Angular applications with a router. It starts the tracker in the browser and counts a page when the router has shown
 * it with its title; a navigation that changes no more than the query or the hash is not another page.
 *
 *   import { provideCrumbless } from 'crumbless/angular';
 *   providers: [provideRouter(routes), provideCrumbless({ url: 'https://your.matomo.example/matomo.php', siteId: 1 })],
 *
 * Angular's build does not find the WebAssembly by itself. A rule in `assets` of angular.json copies it into the folder `crumbless`:
 *
 *   { "glob": "*.wasm", "input": "node_modules/crumbless/dist/module", "output": "crumbless" }
 *
 * @module
 */
import { Injector, afterNextRender, inject, makeEnvironmentProviders, provideEnvironmentInitializer } from '@angular/core';
import { NavigationEnd, Router } from '@angular/router';
import { createTracker, paq } from 'crumbless';

const FILES = Object.freeze({ core: 'crumbless_bg.wasm', full: 'full_bg.wasm', options: 'options_bg.wasm' });

/**
 * @param {import('crumbless').Options} options those of `createTracker`; with `enableSpaTracking` among its commands, and a first
 *   `trackPageView`, pages are counted by that instead
 * @returns {import('@angular/core').EnvironmentProviders}
 */
export function provideCrumbless(options) {
  return makeEnvironmentProviders([provideEnvironmentInitializer(() => start(options))]);
}

function start(options) {
  const injector = inject(Injector);
  const commands = [['enableLinkTracking'], ...(options.commands ?? [])];
  createTracker({ ...options, commands, wasm: options.wasm ?? copied() }).catch(() => {}); // The console has it.
  if (commands.some(([name]) => name === 'enableSpaTracking')) return; // Then the tracker finds the pages by itself.
  let counted;
  inject(Router).events.subscribe((event) => {
    if (!(event instanceof NavigationEnd)) return;
    const [path] = event.urlAfterRedirects.split(/[?#]/);
    if (path === counted) return;
    counted = path;
    // The router sets the title after this event. On a server nothing is called after it renders.
    afterNextRender(() => paq.push(['trackPageView']), { injector });
  });
}

/** What the rule has copied, below the address in `<base>`. Its names stay the same, so a cache is asked whether it has the present ones. */
function copied() {
  if (typeof document === 'undefined') return undefined;
  return Object.fromEntries(Object.entries(FILES).map(([file, name]) => [file, new Request(`crumbless/${name}`, { cache: 'no-cache' })]));
}
