import { Crumbless } from 'crumbless/next';
import Link from 'next/link';
import type { ReactNode } from 'react';

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <nav>
          <Link href="/">Home</Link> <Link href="/second">Second page</Link>
        </nav>
        {children}
        <Crumbless url="https://your.matomo.example/matomo.php" siteId={1} />
      </body>
    </html>
  );
}
