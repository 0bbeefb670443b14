// Goes from page to page of the workbench without loading everything anew. A page that is not one of
// the workbench, or cannot be had so, is opened the usual way.

export class Visiting {
  /**
   * @param shown called when another page is in place
   * @param held says whether something unsent would be lost, so that the browser must ask
   */
  constructor(shown, held) {
    this.shown = shown;
    this.held = held;
    this.turn = 0;
    this.busy = false;
    // The browser's own memory of where a page was scrolled to would fight ours.
    history.replaceState({ bench: true }, "");
    window.addEventListener("popstate", (event) => {
      if (event.state?.bench) this.to(location.href, false);
    });
    window.addEventListener("online", () => document.getElementById("unreached")?.setAttribute("hidden", ""));
    document.addEventListener("click", (event) => this.clicked(event));
    document.addEventListener("submit", (event) => this.searched(event));
    document.addEventListener("kompass:unreached", (event) => this.unreached(event.detail ?? location.href));
  }

  searched(event) {
    const form = event.target;
    if (!form.matches(".bench form.search:not([method=post])") || event.defaultPrevented) return;
    event.preventDefault();
    const to = new URL(form.action);
    to.search = new URLSearchParams(new FormData(form)).toString();
    this.to(to.href);
  }

  clicked(event) {
    const link = event.target.closest?.(".bench a[href]:not(.show, [data-viewer], [download], [target])");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const to = new URL(link.href);
    const work = location.pathname.replace(/\/work\/.*$/, "/work/");
    if (to.origin !== location.origin || !to.pathname.startsWith(work)) return;
    if (to.pathname + to.search === location.pathname + location.search) return; // a place on this page
    event.preventDefault();
    this.to(to.href);
  }

  /** Show a page; `push` makes it a step that the browser's back button takes back. */
  async to(url, push = true) {
    if (this.held()) {
      location.assign(url);
      return;
    }
    const turn = ++this.turn;
    this.busy = true;
    const slow = setTimeout(() => this.going(true), 250);
    try {
      const found = await this.fetched(url, push);
      if (turn !== this.turn || !found) return; // somebody went on meanwhile, or stays
      if (push) history.pushState({ bench: true }, "", url);
      document.querySelector("main").replaceWith(document.importNode(found.querySelector("main"), true));
      document.title = found.title;
      this.busy = false;
      this.shown();
    } catch {
      if (turn === this.turn) location.assign(url);
    } finally {
      clearTimeout(slow);
      if (turn === this.turn) {
        this.busy = false;
        this.going(false);
      }
    }
  }

  /** Fetch a page of the workbench; null where there is no connection, and one stays where one is. */
  async fetched(url, push) {
    let answer, text;
    try {
      answer = await fetch(url, { headers: { Accept: "text/html" }, signal: AbortSignal.timeout(20000) });
      text = await answer.text();
    } catch (error) {
      if (!push) throw error; // the address has changed already
      this.unreached(url);
      return null;
    }
    const made = new DOMParser().parseFromString(text, "text/html");
    if (!answer.ok || answer.redirected || !made.querySelector("main [data-question]")) throw new Error("another page");
    return made;
  }

  unreached(url) {
    document.dispatchEvent(new CustomEvent("kompass:unsent"));
    const notice = document.getElementById("unreached");
    if (!notice) return;
    document.getElementById("go-again").href = url;
    notice.hidden = false;
  }

  going(on) {
    document.documentElement.classList.toggle("going", on);
    document.querySelector("main").ariaBusy = on ? "true" : null;
  }
}
