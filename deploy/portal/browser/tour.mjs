// Opens every page that the sidebar and the example lead to, in light and dark, and fails when one of them makes the browser complain or axe finds
// something serious that is not known of Backstage's own parts.
//   node tour.mjs --base http://localhost:7007
import { assertAccessible } from './lib/axe.mjs';
import { openPortal } from './lib/portal.mjs';
import { options } from './lib/service.mjs';
import { lookAt, sidebar, stops } from './lib/stops.mjs';
import { Steps } from './lib/steps.mjs';

const { base } = options({ base: 'http://localhost:7007', quick: false });
const steps = new Steps();
const portal = await openPortal(base, 'tour');
const { page } = portal;

/** Turns the star of a component over, and finds it so from another browser; then turns it back. */
async function starStays() {
  const [mark, unmark] = [/add to favorites/i, /remove from favorites/i];
  await portal.go('/catalog/default/component/cart');
  const star = page.getByRole('button', { name: /favorites/i }).first();
  await star.waitFor();
  await page.waitForLoadState('networkidle');
  const [before, after] = mark.test(await star.getAttribute('aria-label')) ? [mark, unmark] : [unmark, mark];
  await star.click();
  await page.getByRole('button', { name: after }).first().waitFor();
  await page.waitForLoadState('networkidle');
  const other = await openPortal(base, 'tour-elsewhere');
  try {
    await other.go('/catalog/default/component/cart');
    await other.enterAsGuest();
    await other.page.getByRole('button', { name: after }).first().waitFor();
    await other.picture('the-same-star');
    other.assertQuiet();
  } finally {
    await other.close();
  }
  await page.getByRole('button', { name: after }).first().click();
  await page.getByRole('button', { name: before }).first().waitFor();
  portal.assertQuiet();
}

console.log(`A tour of ${base}`);
try {
  await steps.step('a guest signs in', async () => {
    await portal.go('/');
    await portal.enterAsGuest();
  });
  for (const theme of ['light', 'dark']) {
    await page.evaluate(name => localStorage.setItem('theme', name), theme);
    for (const stop of stops) {
      await steps.step(`${stop.name}, in ${theme}`, async () => {
        await lookAt(portal, stop);
        await portal.picture(`${stop.name.replaceAll(' ', '-')}-${theme}`);
        await assertAccessible(page, { known: [...stop.known, sidebar] });
      });
    }
  }
  await steps.step('a star stays with the user, not with the browser', starStays);
} finally {
  await portal.close();
}
steps.close();
