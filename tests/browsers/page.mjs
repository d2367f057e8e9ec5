// What a person does on a page, by WebDriver, in whichever browser. Everything waits until it can be done.

import { until } from './process.mjs';

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

export class Page {
  #browser;
  #origin;

  /** @param browser what `open` of a browser gave @param origin where addresses begin */
  constructor(browser, origin) {
    this.#browser = browser;
    this.#origin = origin;
  }

  /** Opens an address as a person who types it: the page loads anew. */
  goto(path) {
    return this.#browser.send('Navigate', { url: this.#origin + path });
  }

  /** The page loads itself again. The command of WebDriver for it goes past the service worker in Firefox. */
  async reload() {
    await this.run(() => {
      window.isOld = true;
      setTimeout(() => location.reload());
    });
    const isNew = () => this.run(() => !window.isOld && document.readyState === 'complete').catch(() => false);
    await until(isNew, 'the page did not load again');
  }

  cookies() {
    return this.#browser.send('GetCookies');
  }

  /** Runs a function inside of the page and returns what it, or its promise, comes to. */
  async run(work, ...args) {
    const script = `
      const args = [...arguments], done = args.pop();
      (async () => (${work})(...args))().then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    const { value, error } = await this.#browser.send('ExecuteAsyncScript', { script, args });
    if (error) throw new Error(error);
    return value;
  }

  async click(role, label) {
    await this.#act(role, label, (element) => this.#browser.send('ElementClick', { element }));
  }

  /**
   * Types `text` into the field with this label, in place of what is there. The command of WebDriver that clears a field also
   * leaves it, which is a reason to save for one that stands in the place of a value; a person marks what is there instead.
   */
  async fill(label, text, end = '') {
    await this.#act('field', label, async (element) => {
      await until(() => this.run(mark, { [ELEMENT]: element }), `the field “${label}” does not take the focus`);
      await this.#browser.send('ElementSendKeys', { element, text: text + end });
    });
  }

  /** Waits until something is seen, by its role and words. */
  async sees(role, label, patience) {
    await this.#find(role, label, patience);
  }

  /** An element may be drawn anew between being found and being used; then it is looked for again. */
  async #act(role, label, act) {
    let failure;
    await until(
      async () => act(await this.#find(role, label)).then(() => true, (error) => { failure = error; return null; }),
      () => `${role} “${label}”: ${failure}`,
    );
  }

  async #find(role, label, patience) {
    const found = await until(
      // A page that is being left has no context to look in.
      () => this.run(find, role, label).catch(() => null),
      async () => `no ${role} “${label}” on ${JSON.stringify(await this.run(() => [location.pathname, document.body.innerText.slice(0, 600)]))}`,
      patience,
    );
    return found[ELEMENT];
  }
}

/** Runs inside of the page: takes the focus to a field and marks what is in it. */
function mark(field) {
  field.focus();
  field.select();
  return document.activeElement === field;
}

/** Runs inside of the page: the first visible element of a role whose name is, or begins with, the words. */
function find(role, words) {
  const kinds = { field: 'input, textarea, select', button: 'button', link: 'a[href]', heading: 'h1', text: '#main *' };
  const plain = (text) => (text ?? '').replace(/\s+/g, ' ').trim();
  const names = (element) => role === 'field'
    ? [element.getAttribute('aria-label'), ...[...(element.labels ?? [])].map((label) => label.textContent)]
    : [element.getAttribute('aria-label'), element.textContent];
  const fits = (name) => (words.endsWith('…') ? plain(name).startsWith(words.slice(0, -1)) : plain(name) === words);
  const found = [...document.querySelectorAll(kinds[role])].filter((element) => names(element).some(fits));
  const seen = found.find((element) => element.checkVisibility({ visibilityProperty: true }));
  seen?.scrollIntoView({ block: 'center', behavior: 'instant' });
  return seen ?? null;
}
