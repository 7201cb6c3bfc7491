// Counts down the half of a session that runs just now; the two times stand there without it.

const SECOND = 1000;

export default function halves(list) {
  const parts = [...list.children];

  function show() {
    const now = Date.now();
    for (const part of parts) {
      const start = Date.parse(part.dataset.start);
      const end = Date.parse(part.dataset.end);
      const line = part.querySelector(".halves-left");
      const runs = start <= now && now < end;
      part.classList.toggle("is-now", runs);
      line.hidden = now < start;
      line.textContent = runs ? list.dataset.left.replace("{time}", clock(end - now)) : list.dataset.done;
    }
    if (now >= Date.parse(parts.at(-1).dataset.end)) clearInterval(timer);
  }

  const timer = setInterval(show, SECOND);
  show();
}

function clock(milliseconds) {
  const seconds = Math.ceil(milliseconds / SECOND);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
