/** The address to give away: copied or shared with a press, where the browser does that; else it stands there selected. */
const field = document.querySelector<HTMLInputElement>("#address");
const copy = document.querySelector<HTMLButtonElement>("#copy-address");
const share = document.querySelector<HTMLButtonElement>("#share-address");

if (field && copy && share) {
  const url = field.value;
  field.onfocus = () => field.select();
  copy.hidden = !navigator.clipboard; // over plain http there is none
  copy.onclick = async () => {
    await navigator.clipboard.writeText(url);
    copy.textContent = "Copied";
  };
  share.hidden = !("share" in navigator);
  share.onclick = () => void navigator.share({ title: document.title, url }).catch(() => {}); // given up by the person
}
