'use client';

import { paq } from 'crumbless';

export function Open() {
  return <button onClick={() => paq.push(['trackEvent', 'Example', 'opened'])}>Open</button>;
}
