// Saves a form by itself ten seconds after the last change, and says so beside its buttons.
// The first save of something new brings its own address, which the page then takes over.

const PAUSE_MS = 10_000;

export default function autosave(form) {
  const line = form.querySelector("[data-saved]");
  let waiting;

  async function save() {
    const action = form.getAttribute("action") ?? location.href;
    try {
      const response = await fetch(action, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams(new FormData(form)),
      });
      const answer = await response.json();
      if (!response.ok) {
        line.textContent = answer.problem;
        return;
      }
      form.elements.based_on.value = answer.based_on;
      form.setAttribute("action", answer.url);
      history.replaceState(null, "", answer.url);
      line.textContent = answer.saved;
    } catch {
      line.textContent = form.dataset.failed;
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(save, PAUSE_MS);
  });
  form.addEventListener("submit", () => clearTimeout(waiting));
}
