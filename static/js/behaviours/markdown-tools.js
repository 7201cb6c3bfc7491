// Buttons that put Markdown marks around what is selected in the textarea named by data-for, or,
// with data-line, before each selected line; pressed again they take the marks away. A button's
// data-key works with Ctrl or ⌘ in the text, and Enter goes on with a list until an item is empty.

const { typeIn } = await import(`../typing.js${new URL(import.meta.url).search}`); // kept like the others

const ITEM = /^\s*(?:[-*+] |(\d+)\. |> )/;

export default function markdownTools(bar) {
  const text = document.getElementById(bar.dataset.for);
  bar.hidden = false;

  function around(before, after) {
    const { selectionStart: start, selectionEnd: end, value } = text;
    const from = start - before.length;
    const isMarked =
      after && value.slice(0, start).endsWith(before) && value.startsWith(after, end) && value[from - 1] !== before[0];
    const chosen = value.slice(start, end);
    if (isMarked) typeIn(text, from, end + after.length, chosen);
    else typeIn(text, start, end, before + chosen + after);
    const place = isMarked ? from : start + before.length;
    text.setSelectionRange(place, place + chosen.length);
  }

  function block(before, after) {
    const { selectionStart: start, value } = text;
    const head = value.slice(0, start);
    const gap = head === "" || head.endsWith("\n\n") ? "" : head.endsWith("\n") ? "\n" : "\n\n";
    around(gap + before, after);
  }

  function lines(mark) {
    const { selectionStart: start, selectionEnd: end, value } = text;
    const first = value.lastIndexOf("\n", start - 1) + 1;
    const last = value.indexOf("\n", Math.max(first, end - 1));
    const rows = value.slice(first, last < 0 ? value.length : last).split("\n");
    const counts = /^\d/.test(mark);
    const marked = (row) => (counts ? /^\d+\. /.exec(row)?.[0] : row.startsWith(mark) && mark);
    const isMarked = rows.every(marked);
    const made = rows.map((row, n) => {
      if (isMarked) return row.slice(marked(row).length);
      return (counts ? `${n + 1}. ` : mark) + row;
    });
    const words = made.join("\n");
    typeIn(text, first, last < 0 ? value.length : last, words);
    text.setSelectionRange(rows.length > 1 ? first : first + words.length, first + words.length);
  }

  function press({ dataset: { before, after = "", line, block: isBlock } }) {
    text.focus();
    if (line) lines(before);
    else if (isBlock) block(before, after);
    else around(before, after);
  }

  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) press(button);
  });

  text.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || event.shiftKey) return;
    if (event.ctrlKey || event.metaKey) {
      const button = bar.querySelector(`[data-key="${event.code}"]`);
      if (!button) return;
      event.preventDefault();
      press(button);
    } else if (event.key === "Enter" && text.selectionStart === text.selectionEnd) {
      const { selectionStart: place, value } = text;
      const line = value.slice(value.lastIndexOf("\n", place - 1) + 1, place);
      const [mark, number] = ITEM.exec(line) ?? [];
      if (!mark) return;
      event.preventDefault();
      if (line === mark) typeIn(text, place - mark.length, place, "");
      else typeIn(text, place, place, `\n${number ? mark.replace(number, Number(number) + 1) : mark}`);
    }
  });
}
