/** Notification settings: on or off, and a sound, kept in this browser. What of each room is heard is chosen with the room. */
import { Html } from "@elysiajs/html";

export const NotificationSettings = () => (
  <form id="notification-settings">
    <fieldset id="notification-choices" disabled aria-label="In this browser" aria-describedby="notification-hint">
      <label>
        <input type="checkbox" name="notify" /> Notify me
      </label>
      <label>
        <input type="checkbox" name="sound" checked /> Play a soft sound
      </label>
    </fieldset>
    <output id="notification-hint" class="hint"></output>
    {/* The page's script knows the room. */}
    <a id="level-link" class="hint" href="/mentions">
      Choose for this room
    </a>
  </form>
);
