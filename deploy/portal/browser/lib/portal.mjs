// Headless Chromium on the portal, with every console error and every failed request written down.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const screenshots = new URL('../target/screenshots/', import.meta.url).pathname;

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * A browser with an empty profile of its own and one page on the portal at `base`; pictures go to the folder `album`.
 * Close it, or the profile stays behind.
 *
 * @param visits hosts with ports that the browser is sent to, such as that of an identity provider; what their pages ask elsewhere is cut off
 * @param beside addresses of other services that the pages may ask; what they answer is looked at like what the portal answers
 */
export async function openPortal(base, album, { visits = [], beside = [] } = {}) {
  const pictures = join(screenshots, album);
  await rm(pictures, { recursive: true, force: true });
  await mkdir(pictures, { recursive: true });
  const profile = await mkdtemp(join(tmpdir(), 'portal-profile-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: flags,
    viewport: { width: 1400, height: 900 },
    locale: 'en-US',
    timeout: 60_000,
  });
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(60_000);
  const complaints = [];
  const bases = [base, ...beside];
  await stayAtHome(context, bases.map(each => new URL(each).host), visits, complaints);
  listen(page, bases, complaints);
  context.on('page', popup => listen(popup, bases, complaints));
  const portal = new Portal({ base, context, page, profile, complaints, pictures });
  page.on('request', request => {
    portal.token = /^Bearer (.+)/.exec(request.headers().authorization ?? '')?.[1] ?? portal.token;
  });
  return portal;
}

/**
 * Nothing but the service is asked, and hosts that are visited. A picture that an entity points at may be missing, and what visited pages want is
 * their affair; anything else is a complaint.
 */
async function stayAtHome(context, asked, visited, complaints) {
  const hosts = [...asked, ...visited];
  await context.route(
    url => !hosts.includes(url.host),
    route => {
      const request = route.request();
      const isHome = request.isNavigationRequest() || !visited.includes(new URL(request.frame().url()).host);
      if (isHome && request.resourceType() !== 'image') {
        complaints.push(`asked another host: ${request.method()} ${request.url()}`);
      }
      return route.abort();
    },
  );
}

function listen(page, bases, complaints) {
  const own = url => bases.some(base => url.startsWith(base));
  page.on('pageerror', error => complaints.push(`uncaught in the page: ${error.message}`));
  page.on('console', message => {
    const from = message.location().url;
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      complaints.push(`console: ${message.text().slice(0, 500)} (${from})`);
    }
  });
  page.on('response', response => {
    if (own(response.url()) && response.status() >= 400) {
      complaints.push(`${response.request().method()} ${response.url()} answered ${response.status()}`);
    }
  });
  page.on('requestfailed', request => {
    // The app itself gives up requests of pages that one has left.
    const reason = request.failure()?.errorText;
    if (own(request.url()) && reason !== 'net::ERR_ABORTED') {
      complaints.push(`${request.method()} ${request.url()} failed: ${reason}`);
    }
  });
}

class Portal {
  /** Of whoever has signed in, as the portal last sent it. */
  token;
  #pictures = 0;
  #tolerated = [];

  constructor(parts) {
    Object.assign(this, parts);
  }

  /** Opens a path of the portal. */
  async go(path) {
    await this.page.goto(this.base + path, { waitUntil: 'domcontentloaded' });
  }

  /** Signs in as guest from the sign-in page and waits for the sidebar. */
  async enterAsGuest() {
    await this.page.getByRole('button', { name: 'Enter' }).click();
    await this.page.getByTestId('sidebar-root').getByRole('link', { name: 'Catalog', exact: true }).waitFor();
  }

  /** Keeps what the page looks like now, numbered in the order taken. */
  async picture(name) {
    const number = String(++this.#pictures).padStart(2, '0');
    await this.page.screenshot({ path: join(this.pictures, `${number}-${name}.png`) });
  }

  /** Takes back complaints that begin so, past and future: something that the test does on purpose causes them. */
  tolerate(beginning) {
    this.#tolerated.push(beginning);
  }

  /** Fails with everything that went wrong in the browser so far; such a thing is never expected. */
  assertQuiet() {
    const left = this.complaints.filter(complaint => !this.#tolerated.some(beginning => complaint.startsWith(beginning)));
    if (left.length > 0) {
      throw new Error(`${left.length} complaints:\n${[...new Set(left)].join('\n')}`);
    }
  }

  async close() {
    await this.context.close();
    await rm(this.profile, { recursive: true, force: true });
  }
}
