// "Guess first": the answer that a reader opens first is the guess. It is kept in this browser, shown again on
// the next visit, and counted, so that a reader sees what has been guessed so far.
(() => {
  "use strict";
  const choices = [...document.querySelectorAll("main details.choice")];
  if (choices.length === 0) return;
  const words = globalThis.words.guesses;
  const place = "workbook:guesses";
  const name = location.pathname.split("/").pop();

  /** The first guess on each page: which answer, and whether it was right. */
  function load() {
    try {
      return JSON.parse(localStorage.getItem(place)) ?? {};
    } catch {
      return {}; // nothing may be kept here, or it is not ours
    }
  }
  function save(guesses) {
    try {
      localStorage.setItem(place, JSON.stringify(guesses));
    } catch {
      // A browser may forbid it; then each visit begins anew.
    }
  }

  const count = document.createElement("p");
  count.className = "guesses";
  count.setAttribute("role", "status");
  choices.at(-1).after(count);

  function show(guesses) {
    const mine = choices[guesses[name]?.answer];
    for (const choice of choices) choice.classList.toggle("guessed", choice === mine);
    const all = Object.values(guesses);
    count.textContent = all.length === 0 ? words.none : words.count(all.length, all.filter((g) => g.right).length);
  }

  const known = load();
  const before = choices[known[name]?.answer];
  if (before) before.open = true;
  show(known);

  for (const [answer, choice] of choices.entries()) {
    choice.addEventListener("toggle", () => {
      const guesses = load();
      // Later answers are reading. Paper opens all of them at once: that is no guess.
      if (!choice.open || guesses[name] || choices.every((other) => other.open)) return;
      const right = choice.querySelector("p strong")?.textContent === words.right;
      guesses[name] = { answer, right };
      save(guesses);
      show(guesses);
    });
  }
})();
