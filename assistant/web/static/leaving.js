// Signing out clears what this browser keeps of what was typed and not sent; one is asked first.

import { Kept } from "./kept.js";

const form = document.querySelector("form[action='/sign-out']");
form?.addEventListener("submit", (event) => {
  const { user, leave } = form.querySelector("[data-leave]").dataset;
  const kept = new Kept(user, "");
  if (!kept.any()) return;
  if (confirm(leave)) kept.forgetAll();
  else event.preventDefault();
});
