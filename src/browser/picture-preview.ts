/** Shows a picture that is chosen, as it will be cut. Without this it is seen once it is saved. */
const avatar = document.querySelector(".own-picture > .avatar");
const input = document.querySelector<HTMLInputElement>("#picture");
const before = [...(avatar?.childNodes ?? [])];

input?.addEventListener("change", () => {
  const [file] = input.files ?? [];
  if (!avatar || !file) return avatar?.replaceChildren(...before);
  const picture = new Image(96, 96);
  picture.alt = "";
  picture.onload = () =>
    avatar.replaceChildren(...before.filter(({ nodeType }) => nodeType === Node.TEXT_NODE), picture);
  picture.onerror = () => avatar.replaceChildren(...before); // not one that this browser can show: the server says so
  picture.src = URL.createObjectURL(file);
});

export {};
