import { paq } from 'crumbless';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Link, Outlet, createBrowserRouter } from 'react-router';
import { RouterProvider } from 'react-router/dom';
import { usePageViews } from './usePageViews';

function Layout() {
  usePageViews();
  return (
    <>
      <nav>
        <Link to="/">Home</Link> <Link to="/second">Second page</Link>
      </nav>
      <Outlet />
    </>
  );
}

function Home() {
  return (
    <>
      <title>Home</title>
      <h1>Home</h1>
    </>
  );
}

function Second() {
  return (
    <>
      <title>Second page</title>
      <h1>Second page</h1>
      <button onClick={() => paq.push(['trackEvent', 'Example', 'opened'])}>Open</button>
    </>
  );
}

const router = createBrowserRouter([
  {
    Component: Layout,
    children: [
      { index: true, Component: Home },
      { path: 'second', Component: Second },
    ],
  },
]);

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <RouterProvider router={router} />
  </StrictMode>,
);
