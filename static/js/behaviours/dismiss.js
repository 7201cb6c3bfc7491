// A message gets a button that closes it; data-dismiss names the button.

export default function dismiss(message) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "flash-close";
  button.textContent = "×";
  button.setAttribute("aria-label", message.dataset.dismiss);
  button.addEventListener("click", () => message.remove());
  message.append(button);
}
