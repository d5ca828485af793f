// What makes the desk smoother: live figures, a live check of what is written,
// a warning before unsaved text is left. Every page works without it.
"use strict";

// The river is told when more arrived than it shows; the rail's figures follow.
function followRiver() {
  const place = document.querySelector("[data-events]");
  if (!place || !window.EventSource) return;
  const link = place.querySelector("[data-arrivals]");
  const title = document.title;
  link.href = location.pathname + location.search;
  const stream = new EventSource(place.dataset.events);
  stream.onmessage = (message) => {
    const now = JSON.parse(message.data);
    link.hidden = now.new === 0;
    if (now.new > 0) {
      const said = now.new + (now.more ? "+" : "") + (now.new === 1 ? " new report" : " new reports");
      if (link.textContent !== said) link.textContent = said;
      document.title = "(" + now.new + (now.more ? "+" : "") + ") " + title;
    }
    const work = document.querySelector("[data-work]");
    if (work) work.textContent = now.work;
    for (const name of ["held", "stuck", "submitted"]) {
      const figure = document.querySelector(`[data-figure="${name}"]`);
      if (!figure) continue;
      figure.hidden = now[name] === 0;
      figure.querySelector("[data-number]").textContent = now[name].toLocaleString("en");
    }
  };
  // A page that is left for good must not keep its stream in the back-forward cache.
  window.addEventListener("pagehide", () => stream.close());
}

// The server takes a mebibyte of text. The browser says so before a longer one is sent.
function fits(form, text) {
  if (text.length <= 3 << 20) return true;
  const field = form.elements.body;
  field.setCustomValidity("This text is too long to be sent at once. Shorten it; nothing is lost.");
  field.reportValidity();
  field.addEventListener("input", () => field.setCustomValidity(""), { once: true });
  return false;
}

// What is written is kept on the server as an unsaved draft: two seconds after the
// last change, ten seconds after the first at the latest, and when the window is left.
function keepDraft(form, written, saved, leaving) {
  const note = form.querySelector("[data-kept]");
  const signedOut = form.querySelector("[data-signed-out]");
  let kept = saved, timer = 0, since = 0, stop = null;
  const isKept = () => written() === kept;
  const keep = async (last) => {
    clearTimeout(timer);
    since = 0;
    if (leaving() || isKept()) return;
    const text = written();
    stop?.abort();
    stop = new AbortController();
    try {
      // A request that may outlive its page carries 64 KiB at most.
      const answer = await fetch(form.dataset.draft, { method: "POST", body: new URLSearchParams(text), signal: stop.signal, keepalive: last && text.length < 60000 });
      const out = answer.redirected || answer.status === 403 || answer.status === 401;
      signedOut.hidden = !out;
      if (!answer.ok || answer.redirected) return;
      kept = text;
      note.textContent = "Kept as an unsaved draft at " + new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" }) + ".";
      note.hidden = false;
    } catch { /* the next change tries again */ }
  };
  form.addEventListener("input", () => {
    since ||= Date.now();
    clearTimeout(timer);
    timer = setTimeout(() => keep(false), Math.max(0, Math.min(2000, since + 10000 - Date.now())));
  });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") keep(true); });
  window.addEventListener("pagehide", () => keep(true));
  return { isKept, stop() { clearTimeout(timer); stop?.abort(); } };
}

// The editor shows what is wrong and how it would look while one writes.
function followEditor() {
  const form = document.querySelector("[data-editor]");
  const look = document.querySelector("[data-look]");
  if (!form || !look) return;
  const written = () => new URLSearchParams(new FormData(form)).toString();
  // After a refusal the fields hold what is not kept yet.
  const kept = document.querySelector("main > .problem[role=alert]") ? null : written();
  let timer = 0, asked = 0, leaving = false;

  const showInserts = () => look.querySelectorAll("[data-insert]").forEach((b) => { b.hidden = false; });
  const check = async () => {
    const turn = ++asked;
    try {
      const answer = await fetch(form.dataset.check, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      if (!answer.ok || answer.redirected) return;
      const part = await answer.text();
      if (turn !== asked) return; // a later one is under way
      look.innerHTML = part; // of our own template, escaped there
      showInserts();
    } catch { /* the next change asks again */ }
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(check, 500); });
  const draft = keepDraft(form, written, kept, () => leaving);
  form.addEventListener("submit", (event) => {
    if (!fits(form, written())) { event.preventDefault(); return; }
    leaving = true;
    draft.stop();
  });
  // What the server has kept as a draft can be left without a question.
  window.addEventListener("beforeunload", (event) => { if (!leaving && !draft.isKept()) event.preventDefault(); });
  window.addEventListener("pageshow", () => { leaving = false; });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") {
      const save = form.querySelector("button[name=act][value=save]");
      if (save) { event.preventDefault(); save.click(); }
    }
  });
  look.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (!button) return;
    const body = form.elements.body;
    body.setRangeText(button.dataset.insert, body.selectionStart, body.selectionEnd, "end");
    body.dispatchEvent(new Event("input", { bubbles: true }));
    body.focus();
  });
  showInserts();
  if (form.querySelector(":scope > .flash")) check(); // the fields hold what was kept, not the dispatch
}

// All sentences of a report can be ticked at once, and unticked.
function tickAll() {
  const button = document.querySelector("[data-tick-all]");
  if (!button) return;
  const boxes = [...button.form.querySelectorAll("input[type=checkbox]")];
  const name = () => { button.textContent = boxes.every((b) => b.checked) ? "Untick all" : "Tick all"; };
  button.addEventListener("click", () => {
    const to = !boxes.every((b) => b.checked);
    boxes.forEach((b) => { b.checked = to; });
    name();
  });
  button.form.addEventListener("change", name);
  button.hidden = boxes.length < 2;
}

// On a narrow window the rail is a strip; the page that one is on must be in sight.
document.querySelector(".rail [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
followRiver();
followEditor();
tickAll();
