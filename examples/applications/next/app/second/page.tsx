import { Open } from './open';

export const metadata = { title: 'Second page' };

export default function Second() {
  return (
    <>
      <h1>Second page</h1>
      <Open />
    </>
  );
}
