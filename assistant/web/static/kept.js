// Keeps what is typed but not sent in this browser, per user and question, until it is sent.

const PREFIX = "kompass-unsent:";
const LONGEST = 14 * 24 * 3600 * 1000;

function all() {
  const found = [];
  try {
    for (let n = 0; n < localStorage.length; n += 1) {
      const key = localStorage.key(n);
      if (key.startsWith(PREFIX)) found.push(key);
    }
  } catch { /* storage is off: nothing is kept, and nothing breaks */ }
  return found;
}

function read(key) {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
}

function write(key, value) {
  try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full or off */ }
}

function drop(key) {
  try { localStorage.removeItem(key); } catch { /* off */ }
}

/** Keep the fields of a page: those marked data-keep, and the level chosen in the form of judging. */
export class Kept {
  constructor(user, question) {
    this.mine = `${PREFIX}${user}|`;
    this.here = `${this.mine}${question}|`;
    for (const key of all()) {
      const value = read(key);
      if (!value || Date.now() - value.at > LONGEST) drop(key);
    }
  }

  /** Put back what was typed before; return whether there was anything. */
  restore(root) {
    let any = false;
    for (const field of root.querySelectorAll("[data-keep]")) {
      const value = read(this.here + field.dataset.keep);
      if (value && value.text !== field.value) {
        field.value = value.text;
        field.closest("details")?.setAttribute("open", "");
        any = true;
      }
      field.addEventListener("input", () => this.keep(field));
    }
    const level = read(`${this.here}level`);
    for (const radio of root.querySelectorAll("#judge input[name=level]")) {
      if (level && radio.value === level.text && !radio.checked) {
        radio.checked = true;
        any = true;
      }
      radio.addEventListener("change", () => write(`${this.here}level`, { text: radio.value, at: Date.now() }));
    }
    return any;
  }

  /** Return what a page keeps under a name of its own, or null. */
  get(name) {
    return read(this.here + name);
  }

  /** Keep something under a name of one's own, with the time. */
  put(name, value) {
    write(this.here + name, { ...value, at: Date.now() });
  }

  keep(field) {
    if (field.value.trim()) write(this.here + field.dataset.keep, { text: field.value, at: Date.now() });
    else drop(this.here + field.dataset.keep);
  }

  /** Forget what a form held, now that it is sent. */
  sent(form) {
    for (const field of form.querySelectorAll("[data-keep]")) drop(this.here + field.dataset.keep);
    if (form.id === "judge") drop(`${this.here}level`);
  }

  /** Forget all of this question. */
  forget() {
    for (const key of all()) if (key.startsWith(this.here)) drop(key);
  }

  /** Say whether this user has typed anything, anywhere, that is not sent. */
  any() {
    return all().some((key) => key.startsWith(this.mine));
  }

  /** Forget everything of this user. */
  forgetAll() {
    for (const key of all()) if (key.startsWith(this.mine)) drop(key);
  }
}
