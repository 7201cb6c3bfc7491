// In a queue that has the focus, j goes to the next entry and k to the one before; Enter then follows
// the link or presses the button there. Elsewhere the letters mean nothing, so that whoever speaks to
// the machine triggers nothing by chance (WCAG 2.1.4).

export default function queueKeys(list) {
  list.addEventListener("keydown", (event) => {
    const step = { j: 1, k: -1 }[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const stops = [...list.children].map((entry) => entry.querySelector("a[href], button:enabled"));
    const here = [...list.children].findIndex((entry) => entry.contains(event.target));
    stops[here + step]?.focus();
  });
}
