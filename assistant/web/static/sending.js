// Sends forms without leaving the page, and again when the connection comes back. Every form carries
// the id of its act, so that what arrived before the answer was lost is not done twice.

const WAITS = [2000, 4000, 8000, 15000];

const byId = (id) => document.getElementById(id);

export class Sending {
  /**
   * @param sent called with a form that arrived
   * @param shown called when the page was replaced by an answer, such as a conflict
   * @param go called with the address that shows what was done
   */
  constructor(sent, shown, go) {
    this.sent = sent;
    this.shown = shown;
    this.go = go;
    this.waiting = null;
    this.timer = 0;
    this.tries = 0;
    this.busy = false;
    window.addEventListener("online", () => this.again());
    document.addEventListener("submit", (event) => this.submitted(event));
    document.addEventListener("click", (event) => {
      if (event.target.closest("#retry")) this.again();
    });
    window.addEventListener("beforeunload", (event) => {
      if (this.waiting) event.preventDefault();
    });
  }

  submitted(event) {
    const form = event.target;
    if (!form.matches(".bench form[method=post], .conflict form[method=post]")) return;
    event.preventDefault();
    const data = new FormData(form, event.submitter);
    this.waiting = { form, url: form.action, body: new URLSearchParams(data) };
    this.tries = 0;
    this.send();
  }

  again() {
    if (this.waiting && !this.busy) this.send();
  }

  async send() {
    if (this.busy || !this.waiting) return;
    this.busy = true;
    clearTimeout(this.timer);
    const { form, url, body } = this.waiting;
    form.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, {
        method: "POST", body, headers: { "X-Kompass-Script": "1" }, signal: AbortSignal.timeout(20000),
      });
      await this.answered(answer, form);
    } catch {
      this.broken();
    } finally {
      this.busy = false;
      form.removeAttribute("aria-busy");
    }
    document.dispatchEvent(new CustomEvent("kompass:free"));
  }

  async answered(answer, form) {
    if (answer.redirected && new URL(answer.url).pathname === "/sign-in") {
      this.waiting = null;
      byId("offline").hidden = true;
      byId("sign-in-again").href = `/sign-in?next=${encodeURIComponent(location.pathname)}`;
      byId("signed-out").hidden = false;
      byId("sign-in-again").focus();
      return;
    }
    if ((answer.headers.get("content-type") ?? "").startsWith("application/json")) {
      const { go } = await answer.json();
      this.waiting = null;
      this.sent(form);
      await this.go(new URL(go, location.href).href);
      return;
    }
    if (answer.status >= 502) throw new Error(String(answer.status));
    const text = await answer.text();
    this.waiting = null;
    const made = new DOMParser().parseFromString(text, "text/html");
    document.querySelector("main").replaceWith(made.querySelector("main"));
    document.title = made.title;
    document.dispatchEvent(new CustomEvent("kompass:unsent"));
    this.shown();
  }

  broken() {
    document.dispatchEvent(new CustomEvent("kompass:unsent"));
    byId("offline").hidden = false;
    const wait = WAITS[Math.min(this.tries, WAITS.length - 1)];
    this.tries += 1;
    this.timer = setTimeout(() => this.again(), wait);
  }
}
