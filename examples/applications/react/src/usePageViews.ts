import { createTracker, paq } from 'crumbless';
import { useEffect, useRef } from 'react';
import { useLocation } from 'react-router';

createTracker({ url: 'https://your.matomo.example/matomo.php', siteId: 1, commands: [['enableLinkTracking']] });

/** For the layout that all routes share. */
export function usePageViews() {
  const { pathname } = useLocation();
  const counted = useRef('');
  useEffect(() => {
    if (counted.current === pathname) return; // <StrictMode> runs effects twice
    counted.current = pathname;
    paq.push(['trackPageView']);
  }, [pathname]);
}
