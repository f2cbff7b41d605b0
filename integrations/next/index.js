/**
 * Component for the root layout of Next's app router. It starts the tracker in the browser and counts each page: the first, and each
 * that the router shows, once its title has settled. It reads neither the path nor the query, so that no page becomes dynamic
 * through it, and needs no `<Suspense>`.
 *
 *   import { Crumbless } from 'crumbless/next';
 *   <Crumbless url="https://your.matomo.example/matomo.php" siteId={1} />
 *
 * @module
 */
'use client';

import { createTracker } from 'crumbless';
import { useEffect, useRef } from 'react';

const COMMANDS = [['trackPageView'], ['enableLinkTracking'], ['enableSpaTracking']];

/**
 * @param {import('crumbless').Options} options those of `createTracker`; its commands come before the page view. Only the first are used
 * @returns {null}
 */
export function Crumbless(options) {
  const isStarted = useRef(false);
  useEffect(() => {
    if (isStarted.current) return; // React begins a component twice while it is developed.
    isStarted.current = true;
    createTracker({ ...options, commands: [...(options.commands ?? []), ...COMMANDS] }).catch(() => {}); // The console has it.
  });
  return null;
}
