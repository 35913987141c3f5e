// Keeps the page fresh, opens dialogs, sends commands. Everything it shows was made by the server or is set as text.
"use strict";

(() => {
  const section = document.body.dataset.section;
  const dialog = document.getElementById("action");
  const csrfToken = document.querySelector('meta[name="csrf-token"]').content;
  let followed = null;

  // Ages

  function age(seconds) {
    if (seconds < 0) return "in " + age(-seconds).replace(" ago", "");
    if (seconds < 5) return "just now";
    if (seconds < 90) return Math.round(seconds) + " s ago";
    if (seconds < 90 * 60) return Math.round(seconds / 60) + " min ago";
    if (seconds < 36 * 3600) return Math.round(seconds / 3600) + " h ago";
    return Math.round(seconds / 86400) + " d ago";
  }

  function showAges(root) {
    for (const time of root.querySelectorAll("time")) {
      if (!time.title) time.title = time.textContent;
      time.textContent = age((Date.now() - Date.parse(time.dateTime)) / 1000);
    }
  }

  // Fresh content: the same page again, of which the main part and the links are taken.

  let refreshing = false;
  let again = false;

  async function refresh() {
    if (refreshing) {
      again = true;
      return;
    }
    refreshing = true;
    try {
      const answer = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const main = page.getElementById("main");
      if (!answer.ok || !main) {
        location.reload();
        return;
      }
      swap(document.getElementById("main"), main);
      const live = document.getElementById("live");
      swap(document.getElementById("links"), page.getElementById("links"));
      document.getElementById("live").replaceWith(live);
    } catch {
      showLive("warn", "offline");
    } finally {
      refreshing = false;
      if (again) {
        again = false;
        setTimeout(refresh, 100);
      }
    }
  }

  function swap(present, fresh) {
    const open = new Set([...present.querySelectorAll("details[open]")].map((each) => each.id));
    const focused = present.contains(document.activeElement) ? document.activeElement.id : "";
    for (const details of fresh.querySelectorAll("details")) details.open = open.has(details.id);
    showAges(fresh);
    present.replaceChildren(...fresh.childNodes);
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  let due = 0;

  function refreshSoon() {
    if (due) return;
    due = setTimeout(() => {
      due = 0;
      refresh();
    }, 150);
  }

  // Events

  function showLive(tone, words) {
    const live = document.getElementById("live");
    live.className = "chip " + tone;
    live.textContent = words;
  }

  function listen() {
    const events = new EventSource("/api/v1/events");
    events.addEventListener("hello", () => showLive("good", "live"));
    events.addEventListener("reset", refreshSoon);
    events.addEventListener("change", (event) => {
      if (JSON.parse(event.data).sections.includes(section)) refreshSoon();
    });
    events.addEventListener("progress", (event) => {
      const progress = JSON.parse(event.data);
      if (progress.commandId === followed) showProgress(progress);
    });
    events.onerror = () => showLive("warn", "reconnecting");
    events.onopen = () => showLive("good", "live");
  }

  // Dialog

  async function openDialog(button) {
    const { model, action } = button.dataset;
    const answer = await fetch(`/models/${encodeURIComponent(model)}/actions/${action}`);
    if (!answer.ok) {
      announce(await problem(answer));
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    dialog.replaceChildren(...page.body.childNodes);
    dialog.returnTo = button.id;
    dialog.showModal();
    const form = document.getElementById("command");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form);
    });
    form.addEventListener("input", () => check(form));
    const target = form.elements.to;
    if (target && form.dataset.action === "ROLLBACK") {
      target.addEventListener("change", () => preview(form));
      preview(form);
    }
    check(form);
    (target ?? form.elements.reason).focus();
  }

  async function preview(form) {
    const { model } = form.dataset;
    const to = form.elements.to.value;
    const answer = await fetch(
      `/api/v1/models/${encodeURIComponent(model)}/rollback-preview?to=${encodeURIComponent(to)}`,
      { headers: { Accept: "text/html" } },
    );
    const place = document.getElementById("preview");
    if (!place || form.elements.to.value !== to) return;
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      place.replaceChildren(...page.body.childNodes);
    } else {
      place.replaceChildren(await problem(answer));
    }
  }

  function check(form) {
    const confirm = form.elements.confirm;
    const confirmed = !confirm || confirm.value === confirm.dataset.expect;
    const send = document.getElementById("send");
    send.disabled = !(confirmed && form.elements.reason.value.trim().length >= 3);
    send.title = send.disabled ? "needs a reason" + (confirm ? " and the name of the model" : "") : "";
  }

  async function problem(answer) {
    try {
      return (await answer.json()).error.message;
    } catch {
      return "the console answered " + answer.status;
    }
  }

  async function send(form) {
    const button = document.getElementById("send");
    button.disabled = true;
    const command = {
      model: form.dataset.model,
      action: form.dataset.action,
      expectedGeneration: Number(form.dataset.generation),
      idempotencyKey: form.dataset.key,
      reason: form.elements.reason.value,
    };
    if (form.elements.to) command.to = form.elements.to.value;
    if (form.elements.confirm) command.confirm = form.elements.confirm.value;
    const failure = document.getElementById("failure");
    try {
      const answer = await fetch("/api/v1/commands", {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRF-Token": csrfToken },
        body: JSON.stringify(command),
      });
      if (answer.status === 202) {
        follow(await answer.json());
        return;
      }
      failure.textContent = await problem(answer);
    } catch {
      failure.textContent = "the console did not answer; the same command may be sent again, it counts once";
    }
    failure.hidden = false;
    button.disabled = false;
  }

  // Progress

  function element(name, text, className) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function follow(progress) {
    followed = progress.commandId;
    showProgress(progress);
    poll();
  }

  // Events may be held up by a proxy, so the command is also asked about.
  async function poll() {
    const id = followed;
    if (!id || !dialog.open) return;
    try {
      const answer = await fetch("/api/v1/commands/" + encodeURIComponent(id));
      if (answer.ok && followed === id) {
        const progress = await answer.json();
        showProgress(progress);
        if (progress.final) return;
      }
    } catch {
      showLive("warn", "offline");
    }
    setTimeout(poll, 1000);
  }

  function showProgress(progress) {
    const refused = progress.stage === "STALE" || progress.stage === "REFUSED";
    const decided = progress.stage === "CONVERGING" || progress.stage === "CONVERGED";
    const place = element("div", "", "following");
    const title = element("h2", words(progress.action) + " ");
    title.id = "action-title";
    title.append(element("span", progress.model, "subject"));
    const steps = element("ol", "", "steps");
    steps.append(element("li", "Command written to ops.commands", "done"));
    if (refused) {
      steps.append(element("li", progress.line, "refused"));
    } else {
      const generation = progress.convergence?.generation;
      steps.append(
        element(
          "li",
          decided ? "The controller decided: generation " + generation : "The controller decides",
          decided ? "done" : "going",
        ),
      );
      steps.append(
        element(
          "li",
          decided ? instances(progress.convergence) : "Every live instance serves it",
          progress.stage === "CONVERGED" ? "done" : decided ? "going" : "",
        ),
      );
    }
    const outcome = element("p", progress.line, "outcome");
    outcome.setAttribute("role", "status");
    const buttons = element("div", "", "buttons");
    const close = element("button", progress.final ? "Done" : "Close and let it run");
    close.type = "button";
    close.dataset.close = "";
    buttons.append(close);
    place.append(title, steps, outcome, buttons);
    place.dataset.stage = progress.stage;
    dialog.replaceChildren(place);
    close.focus();
    if (progress.final) announce(progress.model + ": " + progress.line);
  }

  function instances(convergence) {
    const all = convergence.reached.length + convergence.waiting.length;
    const waiting = convergence.waiting.length ? ", waiting for " + convergence.waiting.join(", ") : "";
    return `${convergence.reached.length} of ${all} live instances serve it${waiting}`;
  }

  function words(constant) {
    const text = constant.toLowerCase().replaceAll("_", " ");
    return text[0].toUpperCase() + text.slice(1);
  }

  function announce(text) {
    document.getElementById("announce").textContent = text;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.action && button.dataset.model) openDialog(button);
    if ("close" in button.dataset) dialog.close();
  });

  dialog.addEventListener("close", () => {
    followed = null;
    dialog.replaceChildren();
    document.getElementById(dialog.returnTo)?.focus();
    refreshSoon();
  });

  function openTarget() {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    const details = target && target.querySelector("details");
    if (details) details.open = true;
  }

  showAges(document);
  openTarget();
  addEventListener("hashchange", openTarget);
  setInterval(() => showAges(document), 5000);
  setInterval(refresh, 30000);
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
  listen();
})();
